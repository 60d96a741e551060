package proxy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tradeoff/kernel/internal/cell"
	"tradeoff/kernel/internal/proxy/saved"
	"tradeoff/kernel/keep"
)

// restore gives the variables of an earlier session of the notebook back, or some of them.
func (k *kernel) restore(x *execution, names []string) error {
	if k.values.box == nil {
		k.publishText(x.request, "stdout", "Values are not kept: "+KeepVariable+" is off.\n")
		return nil
	}
	k.values.saving.Lock()
	defer k.values.saving.Unlock()
	r, err := k.values.saved.Restore(k.values.store(), names)
	if errors.Is(err, saved.ErrNone) || errors.Is(err, saved.ErrNoNotebook) {
		return fmt.Errorf("%s: %w", cell.Restore, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: nothing has come back", cell.Restore, err)
	}
	k.publishText(x.request, "stdout", restoredText(r))
	return nil
}

// mostLeft of a session, which may be anybody's file, are named.
const mostLeft = 20

// restoredText says what has come back, and what has not.
func restoredText(r saved.Restored) string {
	var b strings.Builder
	when := r.Saved.Local().Format("2006-01-02 15:04")
	switch n := len(r.Names); n {
	case 0:
		fmt.Fprintf(&b, "No variable has come back from %s.\n", when)
	case 1:
		fmt.Fprintf(&b, "1 variable of %s is back (%s): %s\n", when, keep.Size(r.Bytes), r.Names[0])
	default:
		fmt.Fprintf(&b, "%d variables of %s are back (%s): %s\n", n, when, keep.Size(r.Bytes), strings.Join(r.Names, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Needs)) {
		fmt.Fprintf(&b, "%s needs type %s: run the cell that declares it.\n", name, r.Needs[name])
	}
	if len(r.Stay) > 0 {
		fmt.Fprintf(&b, "As this session has set them: %s\n", strings.Join(r.Stay, ", "))
	}
	for i, name := range slices.Sorted(maps.Keys(r.Left)) {
		if i == mostLeft {
			fmt.Fprintf(&b, "%d more have not come back.\n", len(r.Left)-i)
			break
		}
		fmt.Fprintf(&b, "\"%s\" has not come back: %s\n", inTable(name), inTable(r.Left[name].Error()))
	}
	return b.String()
}
