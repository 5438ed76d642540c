package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

func oneRosterManifestMissing() *Rule {
	return &Rule{
		ID: "oneroster/manifest-missing",
		Doc: `A bundle of version 1.1 or later has a manifest.csv.

The manifest says which version the files are in, and which of them hold everything and which only what changed. Apple's guide does not mention it; every other receiver asks for it. Add it.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			p.onBundle(func() {
				r := p.run
				if r.version != string(oneroster.V10) && !r.has(manifestName) && !r.meant(manifestName) {
					p.Report(Position{File: manifestName}, "the file is missing; add it", "")
				}
			})
		},
	}
}

// What is in the manifest besides the rows about files.
const (
	manifestVersion = "manifest.version"
	bundleVersion   = "oneroster.version"
	systemName      = "source.systemName"
	systemCode      = "source.systemCode"
	fileProperty    = "file."
)

// properties are the names that rows of the manifest must have in the version.
func (p *Pass) properties() []string {
	names := []string{manifestVersion, bundleVersion}
	for _, name := range oneroster.AllFileNames(oneroster.Version(p.Version())) {
		names = append(names, fileProperty+strings.TrimSuffix(name, ".csv"))
	}
	return names
}

// fileOf is the name of the file that a row of the manifest is about, or "".
func (p *Pass) fileOf(property string) string {
	if strings.HasPrefix(property, fileProperty) && slices.Contains(p.properties(), property) {
		return strings.TrimPrefix(property, fileProperty) + ".csv"
	}
	return ""
}

func oneRosterManifestVersion() *Rule {
	return &Rule{
		ID: "oneroster/manifest-version",
		Doc: `manifest.version is 1.0, and oneroster.version is the version that the files are in.

The latter is 1.1 or 1.2. Excel and Numbers turn 1.0 into 1 when the file is opened and saved, and receivers then find no version. Write the text as it is here.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			OnRow(p, func(at Position, row *oneroster.Property) {
				at.Field = "value"
				switch row.Name {
				case manifestVersion:
					if row.Value != "1.0" {
						p.Report(at, "manifest.version is not 1.0; write 1.0", row.Value)
					}
				case bundleVersion:
					if msg := p.judgeVersion(row.Value); msg != "" {
						p.Report(at, msg, row.Value)
					}
				}
			})
		},
	}
}

// judgeVersion says what is wrong with oneroster.version. Sources disagree on
// whether 1.2.1 has a text of its own there, so both are taken.
func (p *Pass) judgeVersion(text string) string {
	switch text {
	case "1.1":
		if p.Version() != string(oneroster.V11) {
			return fmt.Sprintf("oneroster.version is 1.1, but the files are in the shape of %s", p.Version())
		}
	case "1.2", "1.2.1":
		if p.Version() != string(oneroster.V120) && p.Version() != string(oneroster.V121) {
			return fmt.Sprintf("oneroster.version is 1.2, but the files are in the shape of %s", p.Version())
		}
	default:
		return "oneroster.version is neither 1.1 nor 1.2"
	}
	return ""
}

func oneRosterManifestPropertyMissing() *Rule {
	return &Rule{
		ID: "oneroster/manifest-property-missing",
		Doc: `The manifest has a row for its own version, for that of OneRoster, and for every file of that version.

Files that are not in the bundle have a row too, with the value absent. Only source.systemName and source.systemCode may be left out.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			names := append(p.properties(), systemName, systemCode)
			there := map[string]bool{} // also if only a misspelt row is
			OnRow(p, func(_ Position, row *oneroster.Property) {
				if slices.Contains(names, row.Name) {
					there[strings.Clone(row.Name)] = true
				} else if near := nearest(row.Name, names); near != "" {
					there[near] = true
				}
			})
			p.onEnd(func(f *file) {
				if f.name != manifestName || f.broken {
					return
				}
				for _, name := range p.properties() {
					if !there[name] {
						p.Report(f.top("propertyName"), fmt.Sprintf("the row %s is missing; add it", name), "")
					}
				}
			})
		},
	}
}

func oneRosterManifestPropertyUnknown() *Rule {
	return &Rule{
		ID: "oneroster/manifest-property-unknown",
		Doc: `The manifest has no other rows than those the standard names.

Names count by letter case. A row under a name that is nearly right is as good as missing. Correct the name, or take the row out.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11, longsight},
		Setup: func(p *Pass) {
			names := append(p.properties(), systemName, systemCode)
			OnRow(p, func(at Position, row *oneroster.Property) {
				if row.Name == "" || slices.Contains(names, row.Name) {
					return
				}
				at.Field = "propertyName"
				if near := nearest(row.Name, names); near != "" {
					p.Report(at, fmt.Sprintf("no property of the manifest; did you mean %s?", near), row.Name)
					return
				}
				p.Report(at, fmt.Sprintf("no property of the manifest in version %s; take the row out", p.Version()), row.Name)
			})
		},
	}
}

func oneRosterManifestPropertyDuplicate() *Rule {
	return &Rule{
		ID: "oneroster/manifest-property-duplicate",
		Doc: `The manifest says each thing once.

If two rows have the same name nobody can tell which one counts. Here the first does. Keep one. Names that mean nothing are not compared.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, longsight},
		Setup: func(p *Pass) {
			names := append(p.properties(), systemName, systemCode)
			first := map[string]Position{}
			OnRow(p, func(at Position, row *oneroster.Property) {
				if !slices.Contains(names, row.Name) {
					return
				}
				before, again := first[row.Name]
				if !again {
					first[strings.Clone(row.Name)] = at
					return
				}
				at = p.run.reading.pos("propertyName")
				p.report(at, fmt.Sprintf("line %d has the same name; keep one of the two", before.Line), row.Name, before)
			})
		},
	}
}

func oneRosterManifestMode() *Rule {
	return &Rule{
		ID: "oneroster/manifest-mode",
		Doc: `The manifest says of each file absent, bulk or delta.

In lower case, and nothing else: absent if the file is not in the bundle, bulk if it holds everything, delta if it holds what changed.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, tables11},
		Setup: func(p *Pass) {
			OnRow(p, func(at Position, row *oneroster.Property) {
				if p.fileOf(row.Name) == "" {
					return
				}
				switch oneroster.Mode(row.Value) {
				case oneroster.ModeAbsent, oneroster.ModeBulk, oneroster.ModeDelta:
					return
				}
				at.Field = "value"
				p.Report(at, "neither absent nor bulk nor delta", row.Value)
			})
		},
	}
}

// onMode calls do for each row of the manifest about a file, with its mode.
func (p *Pass) onMode(do func(at Position, name string, mode oneroster.Mode)) {
	OnRow(p, func(at Position, row *oneroster.Property) {
		if name := p.fileOf(row.Name); name != "" {
			at.Field = "value"
			do(at, name, oneroster.Mode(row.Value))
		}
	})
}

func oneRosterManifestFileMissing() *Rule {
	return &Rule{
		ID: "oneroster/manifest-file-missing",
		Doc: `What the manifest calls bulk or delta is in the bundle.

Either the file has been forgotten, and everything in it counts as gone, or the manifest should say absent.`,
		Severity: Error, Consequence: UploadRejected,
		Sources: []Source{binding12, longsight},
		Setup: func(p *Pass) {
			p.onMode(func(at Position, name string, mode oneroster.Mode) {
				declared := mode == oneroster.ModeBulk || mode == oneroster.ModeDelta
				if declared && !p.run.has(name) && !p.run.meant(name) {
					p.Report(at, fmt.Sprintf("%s is not in the bundle; add it, or write absent", name), "")
				}
			})
		},
	}
}

func oneRosterManifestFileAbsent() *Rule {
	return &Rule{
		ID: "oneroster/manifest-file-absent",
		Doc: `What the manifest calls absent is not in the bundle.

A receiver that goes by the manifest does not read the file. Write bulk or delta, or take the file out.`,
		Severity: Error, Consequence: Unknown,
		Sources: []Source{binding12, longsight},
		Setup: func(p *Pass) {
			p.onMode(func(at Position, name string, mode oneroster.Mode) {
				if mode == oneroster.ModeAbsent && p.run.has(name) {
					p.Report(at, fmt.Sprintf("%s is in the bundle; write bulk or delta, or take the file out", name), "")
				}
			})
		},
	}
}

func oneRosterDelta() *Rule {
	return &Rule{
		ID: "oneroster/delta",
		Doc: `No file holds changes alone.

The standard allows it, but School Manager wants everything in every upload, and deactivates the accounts of those who are missing from it. Export in bulk mode, or put the changes into the bundle that they belong to, before sending it. It is reported once, at the first file of the roster that the manifest calls delta.`,
		Severity: Warning, Consequence: AccountDeactivated,
		Sources: []Source{templateInformation, binding12},
		Setup: func(p *Pass) {
			told := false
			p.onMode(func(at Position, name string, _ oneroster.Mode) {
				if told || p.run.file(name) == nil || p.run.mode(name) != oneroster.ModeDelta {
					return
				}
				told = true
				p.Report(at, "only what has changed is in the bundle, but School Manager needs everything every time; export in bulk mode", "")
			})
		},
	}
}
