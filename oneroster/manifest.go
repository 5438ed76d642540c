package oneroster

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// A Mode says what the rows of a file are.
type Mode string

// Values of [Mode].
const (
	ModeAbsent Mode = "absent" // the file is not part of the bundle
	ModeBulk   Mode = "bulk"   // all there is; what is missing is gone
	ModeDelta  Mode = "delta"  // what has changed
)

// A Manifest is manifest.csv, which says what a bundle of 1.1 or later holds.
// Its fields hold the text of the file; "" is a row that is blank or missing.
type Manifest struct {
	ManifestVersion string // manifest.version, always 1.0
	Version         string // oneroster.version, 1.1 or 1.2; see ParseVersion
	// Files holds the mode of each file by its name, such as "orgs.csv". See
	// [Manifest.Mode].
	Files      map[string]Mode
	SourceName string // source.systemName, the system that the data is from
	SourceCode string // source.systemCode
	// Unrecognized holds the rows with any other name, and those with a name
	// that an earlier row had.
	Unrecognized []Property
}

// NewManifest returns the manifest of a bundle of version v that holds the
// named files, such as "orgs.csv", in bulk, and no others.
func NewManifest(v Version, files ...string) Manifest {
	m := Manifest{ManifestVersion: manifestVersion, Version: v.manifestText(), Files: map[string]Mode{}}
	for _, name := range AllFileNames(v) {
		m.Files[name] = ModeAbsent
	}
	for _, name := range files {
		m.Files[name] = ModeBulk
	}
	return m
}

// Mode returns the mode of the named file whatever its letter case in the
// manifest and the spaces round it, or "" if the manifest says none of the three.
func (m Manifest) Mode(file string) Mode {
	switch mode := Mode(strings.ToLower(strings.TrimSpace(string(m.Files[file])))); mode {
	case ModeAbsent, ModeBulk, ModeDelta:
		return mode
	}
	return ""
}

// Names of the rows of manifest.csv, and the only value of the first.
const (
	manifestProperty = "manifest.version"
	versionProperty  = "oneroster.version"
	fileProperty     = "file."
	systemProperty   = "source.systemName"
	codeProperty     = "source.systemCode"

	manifestVersion = "1.0"
)

// manifestLimit is far more than the 25 rows of the largest manifest need.
const manifestLimit = 1 << 20

// ReadManifest reads manifest.csv of fsys, which may be up to 1 MiB long. Its
// error wraps [fs.ErrNotExist] if there is none, and is a [*ParseError] if any
// row of the file cannot be read.
//
// It is tolerant: rows may come in any order, be blank or missing, and have
// names in any letter case; the second column may have any name. Who wants to
// know of each of these reads the file by a [Decoder] of [Property].
func ReadManifest(fsys fs.FS) (Manifest, error) {
	text, err := readManifestText(fsys)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{Files: map[string]Mode{}}
	taken := map[string]bool{}
	for p, err := range manifestDecoder(text).All() {
		if err != nil {
			return Manifest{}, err
		}
		if p != (Property{}) {
			m.take(p, taken)
		}
	}
	return m, nil
}

func readManifestText(fsys fs.FS) ([]byte, error) {
	f, err := fsys.Open(manifestName)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, manifestLimit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName, err)
	}
	if len(text) > manifestLimit {
		at := Position{File: manifestName, Line: 1, Column: 1}
		return nil, &ParseError{Position: at, Final: true, Err: fmt.Errorf("file is %w of %d bytes", ErrTooLong, manifestLimit)}
	}
	return text, nil
}

// manifestDecoder reads the second column as the value if no column bears a
// name of the value's.
func manifestDecoder(text []byte) *Decoder[Property] {
	d := NewDecoder[Property](bytes.NewReader(text), nil)
	header, err := d.Header()
	if err != nil || len(header) < 2 || d.Columns()[1] != "" || slices.Contains(d.Columns(), manifestFile.columns[1].Name) {
		return d
	}
	layout := manifestFile.layout()
	layout.Fields[1].Aliases = []string{strings.ToLower(strings.TrimSpace(header[1]))}
	return newDecoder(bytes.NewReader(text), layout, nil)
}

// take puts a row where it belongs, if it is the first one of its name.
func (m *Manifest) take(p Property, taken map[string]bool) {
	name := strings.ToLower(strings.TrimSpace(p.Name))
	file := fileOfProperty(name)
	at := m.single(name)
	switch {
	case taken[name] || file == "" && at == nil:
		m.Unrecognized = append(m.Unrecognized, p)
	case at != nil:
		*at = p.Value
	default:
		m.Files[file] = Mode(p.Value)
	}
	taken[name] = true
}

// single returns where the row's value goes if it is about no file.
func (m *Manifest) single(name string) *string {
	switch {
	case strings.EqualFold(name, manifestProperty):
		return &m.ManifestVersion
	case strings.EqualFold(name, versionProperty):
		return &m.Version
	case strings.EqualFold(name, systemProperty):
		return &m.SourceName
	case strings.EqualFold(name, codeProperty):
		return &m.SourceCode
	}
	return nil
}

// fileOfProperty returns the name of the file that a row is about, or "".
func fileOfProperty(name string) string {
	for _, f := range knownFiles {
		if strings.EqualFold(name, f.property()) {
			return f.name
		}
	}
	return ""
}

// Encode writes manifest.csv: the rows of m.Version in the standard's order, in
// lines that end in LF, with absent for each file that has no mode. It does not
// judge values, but it writes nothing and returns an error if some would be
// lost: one that wraps [ErrVersion] if m.Version is not 1.1 or 1.2 or lacks a
// file that is not absent, one that wraps [ErrNoColumn] if there are
// Unrecognized rows. Any other error comes from the writer.
func (m Manifest) Encode(w io.Writer) error {
	rows, err := m.rows()
	if err != nil {
		return err
	}
	enc := NewEncoder[Property](w, nil)
	for _, p := range rows {
		if err := enc.Encode(p); err != nil {
			return err
		}
	}
	return enc.Close()
}

func (m Manifest) rows() ([]Property, error) {
	v, ok := ParseVersion(m.Version)
	if !ok || !manifestFile.versions.has(v) {
		return nil, fmt.Errorf("%s: %w: only 1.1 and 1.2 have a manifest; set Version to one of them", manifestName, ErrVersion)
	}
	if n := len(m.Unrecognized); n > 0 {
		return nil, fmt.Errorf("%s: %d unrecognized rows: %w; take them out", manifestName, n, ErrNoColumn)
	}
	rows := []Property{{manifestProperty, cmp.Or(m.ManifestVersion, manifestVersion)}, {versionProperty, m.Version}}
	files := maps.Clone(m.Files)
	for _, f := range knownFiles {
		if f.versions.has(v) {
			rows = append(rows, Property{f.property(), string(cmp.Or(files[f.name], ModeAbsent))})
			delete(files, f.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if mode := files[name]; mode != "" && mode != ModeAbsent {
			return nil, fmt.Errorf("%s: %w: %s has no %s; leave it out", manifestName, ErrVersion, v, name)
		}
	}
	for _, p := range []Property{{systemProperty, m.SourceName}, {codeProperty, m.SourceCode}} {
		if p.Value != "" {
			rows = append(rows, p)
		}
	}
	return rows, nil
}

var manifestFile = file[Property]{name: manifestName, versions: from11, columns: []Column[Property]{
	{Name: "propertyName", Required: Always, Unique: true, versions: from11,
		Doc: "Name of the row: manifest.version, oneroster.version, file. and the name of a file, source.systemName or source.systemCode.", Source: manifestTable,
		text: func(p *Property) *string { return &p.Name }},
	{Name: "value", Aliases: []string{"propertyvalue"}, versions: from11,
		Doc: "Its value; of a file absent, bulk or delta. Only those of source. may be blank.", Source: manifestTable,
		text: func(p *Property) *string { return &p.Value }},
}}
