// Package validate checks a bundle of roster files, in Apple's format or in
// OneRoster CSV, against rules that name their sources.
//
// [Validate] returns a [Report]; [Run] yields each [Finding] while it reads.
//
//	report, err := validate.Validate(ctx, os.DirFS("export"), nil)
//	if err != nil {
//		return err // the bundle could not be read
//	}
//	for _, f := range report.Findings {
//		fmt.Println(f) // rosters.csv:7:5: error: class_id: … [apple/reference]
//	}
//	if !report.OK() {
//		return errNotSent
//	}
//
// # Words
//
// A bundle is an [io/fs.FS] with the files at its root: a folder, an archive,
// a map in a test. A finding is something wrong with the data; an error is
// something wrong with the run, such as a file that cannot be opened. The two
// never mix. The severity of a finding goes by the words of the source: what
// must hold is an [Error], what should a [Warning], what is mere practice an
// [Info]. What School Manager then does is the [Consequence], which is not the
// same: some uses of quotes that Apple forbids do no harm.
//
// # Rules
//
// [Apple] and [OneRoster] return the rules that apply by default. A [Rule] is a
// value: leave it out, change its severity, or add one of your own, which is a
// function over rows ([OnRow]) that reports what it does not like. What a
// column must hold is taken from the column tables of packages apple and
// oneroster, so that a check cannot differ from what is written.
//
// Files are read in the order of their references, each of them once. A file
// is read a second time only to make sure of a repeated key, of a reference
// within the file that leads nowhere, or of a user without a role, before
// anybody is accused: keys are held as hashes, and no finding rests on a hash
// alone. What cannot be found because a file is missing or cannot be read is
// reported as such, not row by row.
//
// # Memory
//
// One row is held at a time, and of each key that must be unique or is referred
// to, and of the user in each row of roles.csv, some 8 to 10 bytes: 60 MB for
// six million roster rows. Findings are not held by Run at all, and by Validate
// up to a limit for each rule; their counts are true totals whatever the limit.
//
// # Privacy
//
// The rows are about children. Messages say what is wrong and where, and hold
// no text of cells: no name, no e-mail address, no key. Names in headers and
// names of files are shown. [Options.ShowValues] puts the cell into
// [Finding.Value], for a screen at the school and not for a log.
package validate
