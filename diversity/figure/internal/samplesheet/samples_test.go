package samplesheet

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Two images of 2 x 1 pixels side by side, shown at their size: each is followed by a gap of 4 pixels.
func TestEncode(t *testing.T) {
	s := sheet{columns: 2, height: 1, width: 2, channels: 1, cellHeight: 1, cellWidth: 2}
	text, err := s.encode([]uint8{10, 20, 30, 40})
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(text))
	if err != nil || picture.Bounds().Dx() != 12 || picture.Bounds().Dy() != 5 {
		t.Fatalf("%v, %v, want 12 x 5", picture.Bounds(), err)
	}
	for x, want := range map[int]color.NRGBA{0: {10, 10, 10, 255}, 1: {20, 20, 20, 255}, 2: {}, 6: {30, 30, 30, 255},
		7: {40, 40, 40, 255}, 11: {}} {
		if got := color.NRGBAModel.Convert(picture.At(x, 0)); got != want {
			t.Errorf("pixel %d is %v, want %v", x, got, want)
		}
	}
}

func TestColorOf(t *testing.T) {
	for text, want := range map[string]color.NRGBA{"\x05": {5, 5, 5, 255}, "\x01\x02\x03": {1, 2, 3, 255},
		"\x01\x02\x03\x04": {1, 2, 3, 4}} {
		if got := colorOf([]byte(text)); got != want {
			t.Errorf("%v is %v, want %v", []byte(text), got, want)
		}
	}
}

// The table names the classes that are shown, in the order of the draw; a draw of another pool is refused.
func TestSamples(t *testing.T) {
	letters := pool.Omniglot().Background()
	d, err := split.Pretraining(letters, split.DrawOptions{Size: diversity.Size{Classes: 6, PerClass: 5}, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	parts, err := Samples(letters, d, 2, 3)
	want := "classes: " + letters.ClassID(d.Classes[0]) + ", " + letters.ClassID(d.Classes[1]) + "\n"
	if err != nil || parts.Table != want {
		t.Errorf("%q, %v, want %q", parts.Table, err, want)
	}
	if !strings.Contains(parts.Caption, "30 images, seed 1") || !strings.HasSuffix(parts.Caption,
		"the first 2 classes (rows), the first 3 images of each.") {
		t.Errorf("the caption is %q", parts.Caption)
	}
	if rows := len(parts.Option.(chart.Option).Series[0].Data); rows != 2 {
		t.Errorf("%d rows, want 2", rows)
	}
	if _, err := Samples(pool.Omniglot().Evaluation(), d, 2, 3); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("of another pool: %v", err)
	}
}
