package pool

import (
	"encoding/json"
	"errors"
	"testing"

	"tradeoff/diversity"
)

// grays is a set of two classes; image s of class c is all 10c + s.
func grays(part string) (Drawn, error) {
	if part != "small" {
		return Drawn{}, errNoPart
	}
	return Drawn{
		Classes: []DrawnClass{{ID: "dark", Group: "shade", Count: 3}, {ID: "light", Group: "shade", Count: 2}}, Height: 2, Width: 3,
		Painter: func() (func([]uint8, Ref), error) {
			return func(dst []uint8, r Ref) {
				for i := range dst {
					dst[i] = uint8(10*r.Class + r.Sample)
				}
			}, nil
		},
		Digest: func() (string, error) { return "grays", nil },
	}, nil
}

var errNoPart = errors.New("no such part")

var openGrays = Register("test-grays", grays)

func TestRegisteredSourceOpensAgainFromJSON(t *testing.T) {
	p := openGrays("small").Distort(Distortion{Level: 0.1, PerClass: 7})
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again Pool
	if err := json.Unmarshal(text, &again); err != nil || again.Digest() != p.Digest() || again.Classes() != 2 ||
		again.Originals(0) != 3 {
		t.Errorf("%s opens as %v, %v", text, again, err)
	}
	if got := mustImages(t, openGrays("small"), Ref{1, 1})[0]; got != 11 {
		t.Errorf("pixel %d", got)
	}
	if openGrays("small").String() != "test-grays small: 2 classes, 2 to 3 images each, 2x3x1, 1 group" {
		t.Error(openGrays("small"))
	}
}

func TestRegisteredSourceReportsItsErrors(t *testing.T) {
	wantError(t, openGrays("large").Validate(), errNoPart, "no such part")
	var p Pool
	wantError(t, json.Unmarshal([]byte(`{"source":"test-grays","part":"large"}`), &p), errNoPart)
	wantError(t, json.Unmarshal([]byte(`{"source":"test-grays","part":"small","content":"other"}`), &p), ErrContent,
		"test-grays small")
	wantError(t, json.Unmarshal([]byte(`{"source":"test-nobody"}`), &p), diversity.ErrInvalid, "test-nobody", "imports")
}

func TestANameIsRegisteredOnce(t *testing.T) {
	for _, name := range []string{"test-grays", sourceOmniglot, sourceMemory, ""} {
		wantError(t, Register(name, grays)("small").Validate(), diversity.ErrInvalid, "name of a source", "no other source")
	}
	if err := openGrays("small").Validate(); err != nil {
		t.Errorf("the first owner: %v", err)
	}
	var p Pool
	if err := json.Unmarshal([]byte(`{"source":"omniglot","part":"background"}`), &p); err != nil || p.Classes() != 964 {
		t.Errorf("the built-in source: %v", err)
	}
}

func TestDrawnIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Drawn){
		"0 classes":       func(d *Drawn) { d.Classes = nil },
		"Drawn.Classes[1": func(d *Drawn) { d.Classes[1].ID = "dark" },
		"Drawn.Classes[0": func(d *Drawn) { d.Classes[0].Count = 0 },
		"2x0":             func(d *Drawn) { d.Width = 0 },
		"Painter":         func(d *Drawn) { d.Painter = nil },
		"Digest":          func(d *Drawn) { d.Digest = nil },
	} {
		open := Register("test-spoilt-"+name, func(part string) (Drawn, error) {
			d, err := grays(part)
			spoil(&d)
			return d, err
		})
		wantError(t, open("small").Validate(), diversity.ErrInvalid, name)
	}
}
