package pool

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
)

const photoSide = 64

// smoothImages are smooth random images in colour, [count, side, side, 3]; the seed says which.
func smoothImages(seed uint64, count int) [][]uint8 {
	var all [][]uint8
	for i := range count {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		sums := make([]float64, photoSide*photoSide*3)
		for range 14 {
			fx, fy, phase := random.NormFloat64()*2.5, random.NormFloat64()*2.5, random.Float64()*2*math.Pi
			tint := [3]float64{random.Float64(), random.Float64(), random.Float64()}
			for at := range sums {
				x, y := float64(at/3%photoSide)/photoSide, float64(at/3/photoSide)/photoSide
				sums[at] += tint[at%3] * math.Cos(2*math.Pi*(fx*x+fy*y)+phase)
			}
		}
		pixels := make([]uint8, len(sums))
		for at, v := range sums {
			pixels[at] = uint8(max(0, min(255, 128+28*v)))
		}
		all = append(all, pixels)
	}
	return all
}

// imagesPool is a pool of images of one size, in classes of five.
func imagesPool(t *testing.T, side, channels int, images ...[]uint8) Pool {
	t.Helper()
	c := Content{Height: side, Width: side, Channels: channels}
	for i, pixels := range images {
		c.Images, c.Labels = append(c.Images, pixels...), append(c.Labels, i/5)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// eachOf changes every image.
func eachOf(images [][]uint8, change func(pixels []uint8) []uint8) [][]uint8 {
	var all [][]uint8
	for _, pixels := range images {
		all = append(all, change(pixels))
	}
	return all
}

// asJPEG compresses an image and decodes it again.
func asJPEG(t *testing.T, pixels []uint8, quality int) []uint8 {
	picture := image.NewNRGBA(image.Rect(0, 0, photoSide, photoSide))
	for i := range photoSide * photoSide {
		picture.Set(i%photoSide, i/photoSide, color.NRGBA{pixels[3*i], pixels[3*i+1], pixels[3*i+2], 255})
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	decoded, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	var out []uint8
	for i := range photoSide * photoSide {
		r, g, b, _ := decoded.At(i%photoSide, i/photoSide).RGBA()
		out = append(out, uint8(r>>8), uint8(g>>8), uint8(b>>8))
	}
	return out
}

func mirror(pixels []uint8) []uint8 {
	out := make([]uint8, len(pixels))
	for i := range photoSide * photoSide {
		copy(out[3*(i-i%photoSide+photoSide-1-i%photoSide):][:3], pixels[3*i:])
	}
	return out
}

// half is an image of half the size, in grey.
func half(pixels []uint8) []uint8 {
	const side = photoSide / 2
	out := make([]uint8, side*side)
	for i := range out {
		sum := 0
		for _, at := range []int{0, 1, photoSide, photoSide + 1} {
			from := 3 * (i/side*2*photoSide + i%side*2 + at)
			sum += 299*int(pixels[from]) + 587*int(pixels[from+1]) + 114*int(pixels[from+2])
		}
		out[i] = uint8(sum / 4000)
	}
	return out
}

// Every copy is found with the image that it was made of, and no other image with any.
func TestNearDuplicatesAreCopiesAndNothingElse(t *testing.T) {
	count := 60
	if testing.Short() {
		count = 15
		t.Log("15 copies among 75 others with -short; without it 60 among 300")
	}
	originals, others, before := smoothImages(1, count), smoothImages(2, 5*count), 5*count/2/5*5
	p := imagesPool(t, photoSide, 3, slices.Concat(others[:before], originals, others[before:])...)
	for name, c := range map[string]struct {
		side, channels int
		change         func(pixels []uint8) []uint8
		mirrored       bool
	}{
		"the same":        {photoSide, 3, slices.Clone[[]uint8], false},
		"compressed":      {photoSide, 3, func(pixels []uint8) []uint8 { return asJPEG(t, pixels, 40) }, false},
		"mirrored":        {photoSide, 3, mirror, true},
		"half and grey":   {photoSide / 2, 1, half, false},
		"other exposures": {photoSide, 3, func(pixels []uint8) []uint8 { return exposed(pixels) }, false},
	} {
		copies := eachOf(originals, c.change)
		small := imagesPool(t, c.side, c.channels, slices.Concat(copies, eachOf(smoothImages(3, count), c.change))...)
		wantCopies(t, name, p, small, c.mirrored, count, before, 0)
		wantCopies(t, name+", in the larger pool", small, p, c.mirrored, count, 0, before)
	}
}

// exposed is an image with less contrast and light.
func exposed(pixels []uint8) []uint8 {
	out := make([]uint8, len(pixels))
	for i, v := range pixels {
		out[i] = uint8(10 + int(v)*3/5)
	}
	return out
}

// wantCopies demands pairs of so many images in a row, which begin at these places.
func wantCopies(t *testing.T, name string, p, q Pool, mirrored bool, count, first, second int) {
	t.Helper()
	pairs, err := NearDuplicates(t.Context(), p, q, NearOptions{})
	if err != nil || len(pairs) != count {
		t.Errorf("%s: %d pairs of %d (%v)", name, len(pairs), count, err)
	}
	for i, pair := range pairs {
		at, from := 5*pair.First.Class+pair.First.Sample, 5*pair.Second.Class+pair.Second.Sample
		if at-first != from-second || pair.Mirrored != mirrored || pair.Difference > 0.15 || pair.Bits > 11 ||
			i > 0 && pairs[i-1].Difference > pair.Difference {
			t.Errorf("%s: %d ~ %d, %+v", name, at, from, pair)
		}
	}
	none, err := NearDuplicates(t.Context(), p, q, NearOptions{NotMirrored: true})
	if err != nil || (len(none) == 0) != mirrored {
		t.Errorf("%s: without mirrored images %d pairs (%v)", name, len(none), err)
	}
}

// Handwritten characters have most of their hash in common, which is paper, and are no near duplicates; a fainter copy
// of one is.
func TestDrawingsAreNoNearDuplicates(t *testing.T) {
	seen := Omniglot().Background().Groups("Latin", "Greek", "Futurama", "Bengali")
	unseen := Omniglot().Evaluation().Groups("Angelic", "Tengwar", "Avesta")
	pairs, err := NearDuplicates(t.Context(), seen, unseen, NearOptions{})
	if err != nil || len(pairs) > 0 {
		t.Errorf("%d pairs (%v): %v", len(pairs), err, pairs)
	}
	var copies [][]uint8
	for class := range 50 {
		fainter, err := seen.Images([]Ref{{Class: class, Sample: 3}})
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range fainter {
			fainter[i] = 20 + v/4*3
		}
		copies = append(copies, fainter)
	}
	pairs, err = NearDuplicates(t.Context(), seen, imagesPool(t, 28, 1, copies...), NearOptions{})
	for _, pair := range pairs {
		if pair.First != (Ref{Class: 5*pair.Second.Class + pair.Second.Sample, Sample: 3}) {
			t.Errorf("%v", pair)
		}
	}
	if err != nil || len(pairs) < 40 {
		t.Errorf("%d of 50 copies are found (%v); those of few strokes show too little", len(pairs), err)
	}
}

func TestFlatImagesAreNoNearDuplicates(t *testing.T) {
	var flat [][]uint8
	random := rand.New(rand.NewPCG(1, 1))
	for range 40 {
		pixels := bytes.Repeat([]uint8{uint8(random.IntN(250))}, photoSide*photoSide*3)
		for i := range pixels {
			pixels[i] += uint8(random.IntN(3))
		}
		flat = append(flat, pixels)
	}
	p, q := imagesPool(t, photoSide, 3, flat[:20]...), imagesPool(t, photoSide, 3, flat[20:]...)
	if pairs, err := NearDuplicates(t.Context(), p, q, NearOptions{}); err != nil || len(pairs) > 0 {
		t.Errorf("%d pairs, %v", len(pairs), err)
	}
}

// A pool with itself has each pair once and no image with itself; parts of one pool, turned or distorted, are compared
// by the images that they show.
func TestNearDuplicatesWithinAPool(t *testing.T) {
	images := smoothImages(4, 20)
	copies := [][]uint8{asJPEG(t, images[2], 60), asJPEG(t, images[2], 40), mirror(images[7])}
	p := imagesPool(t, photoSide, 3, append(images, copies...)...)
	want := []string{"0#2 4#0", "0#2 4#1", "1#2 4#2"}
	for name, c := range map[string]struct{ p, q Pool }{
		"with itself": {p, p}, "its parts": {p.Without("4"), p.Only("4")},
		"turned and distorted": {p.Without("4").Rotations(4).Distort(Distortion{}), p.Only("4").Rotations(2)},
	} {
		pairs, err := NearDuplicates(t.Context(), c.p, c.q, NearOptions{})
		var got []string
		for _, pair := range pairs {
			got = append(got, pair.FirstName+" "+pair.SecondName)
		}
		slices.Sort(got)
		if name == "with itself" { // the two compressed ones are most like each other
			got = slices.DeleteFunc(got, func(s string) bool { return s == "4#0 4#1" })
			if !slices.Contains([]string{strings.Join(want, ","), "0#2 4#0,1#2 4#2"}, strings.Join(got, ",")) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestNearDuplicatesOfWhatIsNoPool(t *testing.T) {
	p := imagesPool(t, photoSide, 3, smoothImages(5, 5)...)
	for _, pair := range [][2]Pool{{p, {}}, {{}, p}} {
		if _, err := NearDuplicates(t.Context(), pair[0], pair[1], NearOptions{}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%v", err)
		}
	}
	for field, o := range map[string]NearOptions{"NearOptions.Bits = 16": {Bits: 16}, "NearOptions.Bits = -1": {Bits: -1},
		"NearOptions.Difference = 2": {Difference: 2}, "NearOptions.Difference = NaN": {Difference: math.NaN()}} {
		if _, err := NearDuplicates(t.Context(), p, p, o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := NearDuplicates(ended, p, p, NearOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
}
