package figure

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// smallPool has 3 classes of 4 images of 2 x 3 pixels; every pixel of an image is 50 * class + sample, and its channels
// differ by 100.
func smallPool(t *testing.T, channels int) pool.Pool {
	t.Helper()
	c := pool.Content{Name: "small", Height: 2, Width: 3, Channels: channels, ClassNames: []string{"one", "two", "three"}}
	for class := range 3 {
		for sample := range 4 {
			c.Labels = append(c.Labels, class)
			for range 6 {
				for channel := range channels {
					c.Images = append(c.Images, uint8(50*class+sample+100*channel))
				}
			}
		}
	}
	p, err := pool.New(c)
	must(t, err)
	return p
}

func drawOf(t *testing.T, p pool.Pool) split.Draw {
	t.Helper()
	d, err := split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: 3, PerClass: 4}, Seed: 5})
	must(t, err)
	return d
}

func TestSamplesShowTheImagesOfTheDraw(t *testing.T) {
	for _, channels := range []int{1, 3} {
		p := smallPool(t, channels)
		d := drawOf(t, p)
		f, err := Samples(p, d, SamplesOptions{Classes: 2, PerClass: 3})
		must(t, err)
		option := parse(t, f)
		rows := option.of("pictorialBar", "")[0].Data
		if len(rows) != 2 || option.YAxis[0].Data[0] != p.ClassID(d.Classes[0]) {
			t.Fatalf("want two rows: %+v, %v", rows, option.YAxis[0].Data)
		}
		for row, item := range rows {
			picture := pictureOf(t, item)
			width := picture.Bounds().Dx() / 3
			for column := range 3 {
				value := uint8(50*d.Classes[row] + d.Samples[row][column])
				want := color.NRGBA{value, value, value, 255}
				if channels == 3 {
					want = color.NRGBA{value, value + 100, value + 200, 255}
				}
				if got := picture.At(column*width+1, 1); got != want {
					t.Errorf("row %d, column %d: %v, want %v", row, column, got, want)
				}
				if _, _, _, opacity := picture.At((column+1)*width-1, 0).RGBA(); opacity != 0 {
					t.Errorf("no gap after column %d", column)
				}
			}
		}
	}
}

// pictureOf is the picture that the bar of a row is filled with.
func pictureOf(t *testing.T, item any) image.Image {
	t.Helper()
	symbol, _ := item.(map[string]any)["symbol"].(string)
	data, ok := strings.CutPrefix(symbol, "image://data:image/png;base64,")
	if !ok {
		t.Fatalf("the symbol is no PNG: %.60s", symbol)
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	must(t, err)
	picture, err := png.Decode(bytes.NewReader(raw))
	must(t, err)
	return picture
}

func TestSamplesShowNoMoreThanThereIs(t *testing.T) {
	p := smallPool(t, 1)
	f, err := Samples(p, drawOf(t, p), SamplesOptions{})
	must(t, err)
	if names := len(parse(t, f).YAxis[0].Data); names != 3 ||
		!strings.Contains(f.Caption, "the first 3 classes (rows), the first 4 images of each") {
		t.Errorf("%d rows, caption %q", names, f.Caption)
	}
}

func TestSamplesErrors(t *testing.T) {
	p := smallPool(t, 1)
	d := drawOf(t, p)
	for name, err := range map[string]error{
		"Classes":      second(Samples(p, d, SamplesOptions{Classes: 41})),
		"PerClass":     second(Samples(p, d, SamplesOptions{PerClass: -1})),
		"another pool": second(Samples(smallPool(t, 3), d, SamplesOptions{})),
	} {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Samples(pool.Pool{}, d, SamplesOptions{}); err == nil {
		t.Error("the zero pool is no pool")
	}
}
