package convert

import (
	"fmt"
	"strings"

	"github.com/seed-21142606/asm/oneroster"
)

// An idMapper writes ids of one kind, by way of MapID if there is one.
type idMapper struct {
	*field
	rename func(string) string
	names  map[string]string // by name given, the id
}

func (c *toApple) ids(f *field) *idMapper {
	return &idMapper{f, c.opts.MapID, map[string]string{}}
}

// text returns how the id is written, without counting.
func (m *idMapper) text(id string) string {
	if m.rename == nil || plainID(id) {
		return id
	}
	return m.rename(id)
}

// ref writes a reference.
func (m *idMapper) ref(id string) string {
	name := m.text(id)
	if name != id {
		m.field.change(ValueRecoded)
	}
	return m.keep(name)
}

// key writes the id of a row of its own. With a MapID it makes sure that no
// two rows get one name.
func (m *idMapper) key(id string) (string, error) {
	name := m.ref(id)
	if m.rename == nil {
		return name, nil
	}
	if name == "" || over(name, m.limit) {
		return "", &FileError{"write", m.File, fmt.Errorf("%w: MapID gives a blank id, or one over the limit", ErrOptions)}
	}
	if old, taken := m.names[name]; taken && old != id {
		return "", &FileError{"write", m.File, ErrIDClash}
	}
	m.names[strings.Clone(name)] = strings.Clone(id)
	return name, nil
}

// deleted is the fate of a row with that status. Letter case is not looked at:
// exports write toBeDeleted, and to keep the person would be the worse mistake
// of the two.
func deleted(s oneroster.Status) Reason {
	if strings.EqualFold(string(s), string(oneroster.StatusToBeDeleted)) {
		return ReasonDeleted
	}
	return ""
}
