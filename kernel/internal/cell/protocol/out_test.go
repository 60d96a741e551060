package protocol_test

import (
	"testing"

	"tradeoff/kernel/internal/cell/protocol"
)

func TestNamesOfWhatWasShown(t *testing.T) {
	name := protocol.OutName(12)
	if cell, ok := protocol.OutCell(name); cell != 12 || !ok {
		t.Errorf("%q is of cell %d, %v", name, cell, ok)
	}
	if parsed, ok := protocol.ParseOut("Out[12]"); parsed != name || !ok {
		t.Errorf("Out[12] is %q, %v", parsed, ok)
	}
	for _, text := range []string{"", "Out", "Out[]", "Out[0]", "Out[01]", "Out[-1]", "Out[1", "Out[x]", "Out[99999999999]", "out[1]"} {
		if parsed, ok := protocol.ParseOut(text); ok {
			t.Errorf("%q is %q", text, parsed)
		}
	}
	for _, text := range []string{"", "Out", "Out12", "Outᐧ", "Outᐧ0", "Outᐧx", "xOutᐧ1", "Outᐧ1x"} {
		if cell, ok := protocol.OutCell(text); ok {
			t.Errorf("%q is of cell %d", text, cell)
		}
	}
	text := "cannot use " + name + " as " + protocol.OutName(3) + "; Outᐧ"
	if got := protocol.ReadableOuts(text); got != "cannot use Out[12] as Out[3]; Outᐧ" {
		t.Errorf("%q", got)
	}
}
