package samplesheet

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Images of 56 pixels become smaller by 2, each pixel the mean of four; between images lies a gap.
func TestThumbnailsAreMeans(t *testing.T) {
	pixels := make([]uint8, 2*56*56)
	for i := range pixels[:56*56] {
		pixels[i] = uint8(i % 2 * 100) // columns of 0 and 100
	}
	got := laidOut(pixels, 1, 2, 56, 56, 1)
	if size := got.Bounds().Size(); size != image.Pt(28+2+28, 28) {
		t.Fatalf("%v", size)
	}
	for x, want := range map[int]uint8{0: 50, 27: 50, 28: 128, 29: 128, 30: 0, 57: 0} {
		if c := color.GrayModel.Convert(got.At(x, 9)).(color.Gray); c.Y != want {
			t.Errorf("column %d is %d, want %d", x, c.Y, want)
		}
	}
	coloured := laidOut([]uint8{1, 2, 3, 5, 6, 7}, 1, 2, 1, 1, 3) // smaller than a thumbnail: as they are
	if r, g, b, _ := coloured.At(3, 0).RGBA(); r>>8 != 5 || g>>8 != 6 || b>>8 != 7 {
		t.Errorf("%d %d %d", r>>8, g>>8, b>>8)
	}
	if size := laidOut(make([]uint8, 300*3), 1, 1, 300, 3, 1).Bounds().Size(); size != image.Pt(1, 27) {
		t.Errorf("300 by 3 pixels: %v", size)
	}
}

// Few classes have many images each, many classes few; never more than there are.
func TestThumbnailsOf(t *testing.T) {
	from := pool.Omniglot().Background()
	for size, want := range map[diversity.Size][2]int{
		{Classes: 2, PerClass: 16}: {2, 9}, {Classes: 2, PerClass: 3}: {2, 3}, {Classes: 100, PerClass: 1}: {6, 1},
		{Classes: 8, PerClass: 8}: {6, 3}, {Classes: 1, PerClass: 20}: {1, 18}} {
		drawn, err := split.Pretraining(from, split.DrawOptions{Size: size, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		got, err := ThumbnailsOf(from, drawn)
		if err != nil || got.Rows != want[0] || got.Columns != want[1] {
			t.Errorf("%v: %d x %d, %v, want %v", size, got.Rows, got.Columns, err, want)
		}
		config, kind, err := image.DecodeConfig(bytes.NewReader(got.Picture))
		whole := image.Pt(30*want[1]-2, 30*want[0]-2)
		if err != nil || "image/"+kind != got.Type || image.Pt(config.Width, config.Height) != whole || len(got.Picture) > 4000 {
			t.Errorf("%v: %d bytes of %s, %d x %d, %v", size, len(got.Picture), got.Type, config.Width, config.Height, err)
		}
	}
}
