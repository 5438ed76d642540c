package command

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-21142606/asm/apple"
	"github.com/seed-21142606/asm/oneroster"
	"github.com/seed-21142606/asm/validate"
)

func (c *runner) inspectCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "inspect BUNDLE",
		Short: "Say what a bundle is: format, version, rows, and how its files are written",
		Args:  takes(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.inspect(cmd.Context(), args[0]) },
	}
}

func (c *runner) inspect(ctx context.Context, path string) error {
	b, err := c.open(path)
	if err != nil {
		return err
	}
	defer b.close()
	format, version, err := validate.Detect(b)
	if err != nil {
		return err
	}
	m := c.meter("Reading", weight(b))
	defer m.stop()
	var all []facts
	for _, f := range files(format, version) {
		facts, err := f.look(meteredFS{b, ctx, m})
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return err
		}
		all = append(all, facts)
	}
	m.stop()
	c.printf("%s: %s\n\n", path, c.style.bold(title(format, version)))
	c.table(all)
	if isDelta(b) {
		c.printf("\n%s\n", c.style.yellow(deltaWords))
	}
	return c.others(b, format)
}

// deltaWords says what is wrong with a delta.
const deltaWords = "By its manifest it tells only what has changed (delta). School Manager takes whole rosters only."

// isDelta reports whether the manifest says of any file of b that it holds only
// what has changed.
func isDelta(b *bundle) bool {
	m, err := oneroster.ReadManifest(b)
	return err == nil && slices.ContainsFunc(oneroster.FileNames(), func(name string) bool { return m.Mode(name) == oneroster.ModeDelta })
}

// title names a format and its version.
func title(format validate.Format, version string) string {
	if format == validate.FormatApple {
		return "Apple School Manager, six files"
	}
	if version == "" {
		return "OneRoster, version unknown"
	}
	return "OneRoster " + version
}

// others names the files that are not part of what was shown.
func (c *runner) others(b *bundle, format validate.Format) error {
	var known []string
	for _, f := range files(format, "") {
		known = append(known, f.name)
	}
	others, err := b.named(known, false)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		c.printf("\nNot read: %s\n", strings.Join(others, ", "))
	}
	return nil
}

// facts are what inspect tells of a file.
type facts struct {
	name    string
	rows    int
	columns int
	quirks  []quirkCount // in the order of their first occurrence
	broken  int          // rows that cannot be read
	stopped bool         // at the last of them
	first   string       // the first reason
}

type quirkCount struct {
	kind string
	n    int
}

func (f *facts) quirk(kind string) {
	for i := range f.quirks {
		if f.quirks[i].kind == kind {
			f.quirks[i].n++
			return
		}
	}
	f.quirks = append(f.quirks, quirkCount{kind, 1})
}

func (c *runner) table(all []facts) {
	rows := [][]string{}
	total := 0
	for _, f := range all {
		rows = append(rows, []string{f.name, number(f.rows), number(f.columns), f.remarks()})
		total += f.rows
	}
	rows = append(rows, []string{count(len(all), "file"), number(total), "", ""})
	writeTable(c.env.Out, c.style, "  ", []string{"FILE", ">ROWS", ">COLUMNS", "WRITTEN WITH"}, rows)
}

// remarks lists the quirks and what could not be read.
func (f *facts) remarks() string {
	var all []string
	for _, q := range f.quirks {
		all = append(all, q.String())
	}
	if f.broken > 0 {
		text := count(f.broken, "unreadable row")
		if f.stopped {
			text += ", the rest not read"
		}
		all = append(all, text+" (first: "+f.first+")")
	}
	if len(all) == 0 {
		return "–"
	}
	return strings.Join(all, "; ")
}

// String says how often a quirk occurred, unless it is told once per file.
func (q quirkCount) String() string {
	if words, ok := onceWords[q.kind]; ok {
		return words
	}
	words, ok := quirkWords[q.kind]
	if !ok {
		words = strings.ReplaceAll(q.kind, "-", " ")
	}
	return number(q.n) + " × " + words
}

// onceWords and quirkWords are the quirks of both formats in plain words.
var (
	onceWords = map[string]string{
		"bom":             "byte order mark",
		"crlf":            "CRLF line ends",
		"semicolon":       "semicolons",
		"needless-quotes": "needless quotes",
		"column-order":    "other column order",
	}
	quirkWords = map[string]string{
		"doubled-quote":   `doubled quote ("")`,
		"backslash-quote": `backslash quote (\")`,
		"backslash":       "plain backslash",
		"bare-quote":      "bare quote",
		"curly-quotes":    "value in curly quotes",
		"line-break":      "line break in a value",
		"invalid-utf8":    "value not in UTF-8",
		"nul":             "zero byte",
		"blank-line":      "blank line",
		"header-case":     "column name in other letter case",
		"header-alias":    "column name under an alias",
		"header-space":    "column name with spaces",
		"extra-column":    "unknown column",
		"blank-column":    "column without a name",
		"short-row":       "row with too few cells",
		"trailing-cell":   "row with extra blank cells",
	}
)

// A rosterFile is a file that inspect can read.
type rosterFile struct {
	name string
	look func(fs.FS) (facts, error)
}

// files returns the files of a format and version, each after those it refers to.
func files(format validate.Format, version string) []rosterFile {
	if format == validate.FormatApple {
		return []rosterFile{
			appleFile[apple.Location](), appleFile[apple.Student](), appleFile[apple.Staff](),
			appleFile[apple.Course](), appleFile[apple.Class](), appleFile[apple.Roster](),
		}
	}
	v := oneroster.Version(version)
	return []rosterFile{
		oneRosterFile[oneroster.Property](v), oneRosterFile[oneroster.Org](v), oneRosterFile[oneroster.AcademicSession](v),
		oneRosterFile[oneroster.Course](v), oneRosterFile[oneroster.User](v), oneRosterFile[oneroster.UserProfile](v),
		oneRosterFile[oneroster.Role](v), oneRosterFile[oneroster.Demographics](v), oneRosterFile[oneroster.Class](v),
		oneRosterFile[oneroster.Enrollment](v),
	}
}

func appleFile[T apple.Record]() rosterFile {
	name := apple.FileName[T]()
	return rosterFile{name, func(fsys fs.FS) (facts, error) {
		f := facts{name: name}
		r, err := fsys.Open(name)
		if err != nil {
			return f, err
		}
		defer r.Close()
		dec := apple.NewDecoder[T](r, &apple.DecodeOptions{Borrow: true, OnQuirk: func(q apple.Quirk) { f.quirk(string(q.Kind)) }})
		err = drain(&f, dec, func(err error) (bool, bool) {
			broken, ok := errors.AsType[*apple.ParseError](err)
			return ok, ok && broken.Final
		})
		return f, err
	}}
}

func oneRosterFile[T oneroster.Record](v oneroster.Version) rosterFile {
	name := oneroster.FileName[T]()
	return rosterFile{name, func(fsys fs.FS) (facts, error) {
		f := facts{name: name}
		r, err := fsys.Open(name)
		if err != nil {
			return f, err
		}
		defer r.Close()
		own := ownNames[T](v)
		dec := oneroster.NewDecoder[T](r, &oneroster.DecodeOptions{Borrow: true, OnQuirk: func(q oneroster.Quirk) {
			if !own(q) {
				f.quirk(string(q.Kind))
			}
		}})
		err = drain(&f, dec, func(err error) (bool, bool) {
			broken, ok := errors.AsType[*oneroster.ParseError](err)
			return ok, ok && broken.Final
		})
		return f, err
	}}
}

// ownNames tells which quirks are none in version v: the decoder goes by the names
// of 1.1, some of which were others in 1.0, where no order was fixed either.
func ownNames[T oneroster.Record](v oneroster.Version) func(oneroster.Quirk) bool {
	renamed := map[string]bool{}
	for _, c := range oneroster.Columns[T]() {
		renamed[c.Name] = c.In(v) && c.NameIn(v) != c.Name
	}
	return func(q oneroster.Quirk) bool {
		switch q.Kind {
		case oneroster.QuirkHeaderAlias, oneroster.QuirkHeaderCase:
			return renamed[q.Field]
		case oneroster.QuirkColumnOrder:
			return v == oneroster.V10
		}
		return false
	}
}

// A decoder is what the decoders of both formats have in common.
type decoder[T any] interface {
	Decode(*T) error
	Header() ([]string, error)
}

// drain reads all rows of dec. isParse tells whether an error is about the text,
// and whether nothing after it can be read.
func drain[T any](f *facts, dec decoder[T], isParse func(error) (broken, final bool)) error {
	header, _ := dec.Header() // its error comes again with the first row
	f.columns = len(slices.DeleteFunc(slices.Clone(header), func(name string) bool { return strings.TrimSpace(name) == "" }))
	var row T
	for {
		err := dec.Decode(&row)
		if err == io.EOF {
			return nil
		}
		broken, final := false, false
		if err != nil {
			if broken, final = isParse(err); !broken {
				return err
			}
			f.broken++
			if f.first == "" {
				f.first = explain(err)
			}
		}
		if f.stopped = final; final {
			return nil
		}
		f.rows++
	}
}
