package convert

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// String returns the Ledger as [Ledger.WriteText] writes it.
func (l *Ledger) String() string {
	var b strings.Builder
	l.WriteText(&b) //nolint:errcheck // a Builder never fails
	return b.String()
}

// WriteText writes the Ledger for people to read: what was read, what was
// written, what happened to values other than being copied, and what to look at.
func (l *Ledger) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	p := func(format string, args ...any) { fmt.Fprintf(t, format, args...) }
	p("%s to %s\n", l.From, l.To)
	l.textSources(p)
	l.textTargets(p)
	l.textFields(p)
	if len(l.Warnings) > 0 {
		p("\nTo look at\n")
	}
	for _, c := range l.Warnings {
		p("%d\t%s\n", c.Count, c.Warning.Text())
	}
	if len(l.Ignored) > 0 {
		p("\nNot looked at: %s\n", strings.Join(l.Ignored, ", "))
	}
	return t.Flush()
}

func (l *Ledger) textSources(p func(string, ...any)) {
	p("\nRead\trows\twritten\tmerged\tleft out\n")
	for i := range l.Sources {
		s := &l.Sources[i]
		p("%s\t%d\t%d\t%d\t%d\n", s.File, s.Read, s.Written, s.Merged, s.Left())
	}
	began := false
	for i := range l.Sources {
		for _, out := range l.Sources[i].LeftOut {
			if !began {
				began = true
				p("\nLeft out\trows\tfirst at\tbecause\n")
			}
			first := ""
			if len(out.At) > 0 {
				first = fmt.Sprintf("line %d", out.At[0].Line)
			}
			p("%s\t%d\t%s\t%s\n", l.Sources[i].File, out.Rows, first, out.Reason.Text())
		}
	}
}

func (l *Ledger) textTargets(p func(string, ...any)) {
	p("\nWritten\trows\tmade up\n")
	for _, t := range l.Targets {
		p("%s\t%d\t%d\n", t.File, t.Rows, t.MadeUp)
	}
}

// textFields leaves out the columns whose values were all just copied.
func (l *Ledger) textFields(p func(string, ...any)) {
	began := false
	for _, f := range l.Fields {
		if f.MadeUp+f.Dropped+f.Truncated == 0 {
			continue
		}
		if !began {
			began = true
			p("\nValues\tmapped\tmade up\tdropped\ttruncated\n")
		}
		p("%s %s\t%d\t%d\t%d\t%d\n", f.File, f.Name, f.Mapped, f.MadeUp, f.Dropped, f.Truncated)
	}
}
