package table

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-21142606/asm/internal/csvtext"
)

// A thing has every kind of column there is.
type thing struct {
	Key   string
	Parts []string
	Notes map[string]string
}

var things = Layout[thing]{
	File: "things.csv",
	Fields: []Field[thing]{
		{Name: "key", Aliases: []string{"id"}, Text: func(t *thing) *string { return &t.Key }},
		{Name: "part", List: func(t *thing) *[]string { return &t.Parts }, Max: 3},
	},
	Metadata: func(t *thing) *map[string]string { return &t.Notes },
}

func decoder(in string, borrow bool) *Decoder[thing] {
	return NewDecoder(strings.NewReader(in), &things, DecodeConfig{
		Text: csvtext.Options{Borrow: borrow},
		Wrap: func(f *Fault) error { return f.Err },
	})
}

func TestDecode(t *testing.T) {
	for _, borrow := range []bool{false, true} {
		dec := decoder("metadata.b,part_2,metadata.a,key,part\n1,y,2,k,x\n,,,k,\n,,3,k,x\n", borrow)
		for _, want := range []thing{
			{"k", []string{"x", "y"}, map[string]string{"metadata.a": "2", "metadata.b": "1"}},
			{"k", []string{""}, nil},
			{"k", []string{"x"}, map[string]string{"metadata.a": "3"}},
		} {
			var got thing
			if err := dec.Decode(&got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("borrow=%v (-want +got):\n%s", borrow, diff)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct {
		header  string
		columns string
		err     error
	}{
		{"key,part,part_2,part_3", "key,part,part_2,part_3", nil},
		{"KEY, part ,Part_2,part 3", "key,part,part_2,part_3", nil},
		{"id,part1,part02,part_4", "key,part,,", nil},
		{"id,key", ",key", nil},
		{"part_1,part", ",part", nil},
		{"part_2,part_2", "", ErrDuplicate},
		{"ID,id", "", ErrDuplicate},
		{"ID,id,key", ",,key", nil},
		{"key,metadata.a,Metadata.a,metadata.a", "", ErrDuplicate},
		{"key,other,other", "key,,", nil},
		{"first,second", "", csvtext.ErrHeader},
		{"metadata.a", "", csvtext.ErrHeader},
	} {
		dec := decoder(c.header+"\n", false)
		_, err := dec.Header()
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", c.header, err, c.err)
		}
		if got := strings.Join(dec.Columns(), ","); got != c.columns {
			t.Errorf("%s is read as %s, want %s", c.header, got, c.columns)
		}
	}
}

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		reason string
		config EncodeConfig
		row    thing
		want   string
		err    error
	}{
		{"as it is", EncodeConfig{}, thing{Key: "k", Parts: []string{"x"}}, "key,part\nk,x\n", nil},
		{"no parts", EncodeConfig{}, thing{Key: "k"}, "key,part\nk,\n", nil},
		{"more columns", EncodeConfig{Repeat: func(int) int { return 2 }, Meta: []string{"metadata.a"}},
			thing{"k", []string{"", "y"}, map[string]string{"metadata.a": "1"}}, "key,part,part_2,metadata.a\nk,,y,1\n", nil},
		{"no more than there may be", EncodeConfig{Repeat: func(int) int { return 9 }}, thing{Key: "k"}, "key,part,part_2,part_3\nk,,,\n", nil},
		{"too many parts", EncodeConfig{}, thing{Key: "k", Parts: []string{"x", "y"}}, "key,part\n", ErrNoColumn},
		{"metadata without a column", EncodeConfig{}, thing{Key: "k", Notes: map[string]string{"metadata.a": "1"}}, "key,part\n", ErrNoColumn},
		{"a column left out", EncodeConfig{Columns: func(i int) bool { return i == 1 }}, thing{Key: "k"}, "part\n", ErrNoColumn},
		{"numbered column left out", EncodeConfig{Columns: func(i int) bool { return i == 0 }}, thing{Key: "k", Parts: []string{"", "x"}}, "key\n", ErrNoColumn},
		{"other names", EncodeConfig{Name: func(i int) string { return []string{"a", "b"}[i] }}, thing{Key: "k"}, "a,b\nk,\n", nil},
	} {
		t.Run(strings.ReplaceAll(c.reason, " ", "_"), func(t *testing.T) {
			var out strings.Builder
			enc := NewEncoder(&out, &things, c.config)
			if err := enc.Encode(c.row); !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if err := enc.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("wrote %q, want %q", out.String(), c.want)
			}
		})
	}
}
