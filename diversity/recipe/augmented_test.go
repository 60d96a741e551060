package recipe

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// every has each part.
func every() Augment {
	return Augment{
		Shift: 1, Rotate: 2, Scale: 0.1, Flip: 0.5, Pad: 3, Crop: Crop{MinArea: 0.5}, Rand: RandAugment{Operations: 1},
		Jitter: Jitter{Hue: 0.1}, Erase: Erase{Probability: 0.5}, Cutout: 4, MixUp: 0.2, CutMix: 1, MixShare: 0.5,
	}
}

// All fields of an augmentation are in one of its parts.
func TestPartsAreTheWhole(t *testing.T) {
	whole, together := fieldsOf(t, every().withDefaults()), map[string]string{}
	for _, part := range every().Parts() {
		if err := part.Augment.validate(); err != nil {
			t.Errorf("%s: %v", part.Name, err)
		}
		own := fieldsOf(t, part.Augment)
		if len(own) == 0 || len(own) > 2 || len(own) == 2 && own["mix_share"] == "" {
			t.Errorf("%s has the fields %v", part.Name, own)
		}
		for name, value := range own {
			together[name] = value
		}
	}
	for name, value := range whole {
		if together[name] != value {
			t.Errorf("%s is %q in the parts, %q in the whole", name, together[name], value)
		}
	}
	if parts := (Augment{}).Parts(); len(parts) != 0 {
		t.Errorf("nothing has the parts %v", parts)
	}
}

// fieldsOf are the JSON texts of the fields that are not zero.
func fieldsOf(t *testing.T, a Augment) map[string]string {
	t.Helper()
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for name, value := range raw {
		if string(value) != "0" {
			fields[name] = string(value)
		}
	}
	return fields
}

func TestAugmentedIsChecked(t *testing.T) {
	row := AugmentedRow{"x", make([]uint8, 12)}
	good := Augmented{Height: 2, Width: 2, Channels: 3, Rows: []AugmentedRow{row, row}}
	if err := good.Validate(); err != nil || good.Columns() != 1 || good.Words() != "none" {
		t.Errorf("%v: %d columns, %q", err, good.Columns(), good.Words())
	}
	for want, edit := range map[string]func(*Augmented){
		"images of 0x2x3":                    func(a *Augmented) { a.Height = 0 },
		"images of 2x5000x3":                 func(a *Augmented) { a.Width = 5000 },
		"images of 2x2x2":                    func(a *Augmented) { a.Channels = 2 },
		"len(Augmented.Rows) = 0":            func(a *Augmented) { a.Rows = nil },
		"len(Augmented.Rows) = 41":           func(a *Augmented) { a.Rows = make([]AugmentedRow, 41) },
		"Augmented.Columns() = 0":            func(a *Augmented) { a.Rows = []AugmentedRow{{}} },
		"Augmented.Columns() = 41":           func(a *Augmented) { a.Rows = []AugmentedRow{{Images: make([]uint8, 41*12)}} },
		"len(Augmented.Rows[1].Images) = 11": func(a *Augmented) { a.Rows = []AugmentedRow{row, {Images: row.Images[1:]}} },
	} {
		bad := good
		edit(&bad)
		if err := bad.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
