package pretrain

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// sheetData has images of one grey value each: 10, 20, 30 and so on.
func sheetData(channels int) Data {
	data := Data{Height: 4, Width: 5, Channels: channels, Classes: 10}
	for i := range 10 {
		data.Labels = append(data.Labels, int32(i))
		for range 20 * channels {
			data.Images = append(data.Images, uint8(10*(i+1)))
		}
	}
	return data
}

func TestAugmentedShowsEachPart(t *testing.T) {
	r := recipe.Recipe{Augment: recipe.Augment{Flip: 1, Cutout: 2, MixUp: 1}}
	data := sheetData(1)
	for i := range data.Images {
		data.Images[i] += uint8(i % 5) // columns differ
	}
	got, err := Augmented(r, data, AugmentedOptions{Images: 3, Seed: 2})
	if err != nil || got.Validate() != nil {
		t.Fatal(err, got.Validate())
	}
	var names []string
	for _, row := range got.Rows {
		names = append(names, row.Name)
	}
	if want := []string{"as they are", "mirror", "cutout", "mixup", "all together"}; !slices.Equal(names, want) ||
		got.Columns() != 3 || got.ByImage {
		t.Fatalf("rows %v of %d, want %v", names, got.Columns(), want)
	}
	rows := got.Rows
	if !slices.Equal(rows[0].Images, data.Images[:60]) {
		t.Error("the images as they are, are others")
	}
	for at, v := range rows[1].Images {
		if mirrored := data.Images[at-at%5+4-at%5]; v != mirrored {
			t.Fatalf("mirrored, value %d is %d, want %d", at, v, mirrored)
		}
	}
	for i := range 3 { // a square of 2 pixels, cut off at the borders
		black := 0
		for at, v := range rows[2].Images[20*i : 20*(i+1)] {
			switch v {
			case 0:
				black++
			case data.Images[20*i+at]:
			default:
				t.Errorf("cutout makes %d of %d", v, data.Images[20*i+at])
			}
		}
		if black < 1 || black > 4 {
			t.Errorf("image %d has %d black pixels", i, black)
		}
	}
	// One share for the batch: image 1 is mixed with image 0 as image 2 is with image 1.
	share := float64(int(data.Images[20])-int(rows[3].Images[20])) / 10
	for i, before := range []int{2, 0, 1} {
		want := float64(data.Images[20*i])*(1-share) + float64(data.Images[20*before])*share
		if have := float64(rows[3].Images[20*i]); have < want-1.6 || have > want+1.6 {
			t.Errorf("image %d mixed is %v, want %v at the share %v", i, have, want, share)
		}
	}
}

func TestAugmentedByImage(t *testing.T) {
	r := recipe.Recipe{Augment: recipe.Augment{Erase: recipe.Erase{Probability: 1}},
		Normalize: recipe.Normalization{Mean: []float64{1}, Deviation: []float64{1}}}
	data := sheetData(3)
	got, err := Augmented(r, data, AugmentedOptions{ByImage: true, Uses: 4})
	if err != nil || len(got.Rows) != 8 || got.Columns() != 5 || got.Rows[7].Name != "image 8, class 8" {
		t.Fatalf("%d rows of %d, error %v", len(got.Rows), got.Columns(), err)
	}
	again, err := Augmented(r, data, AugmentedOptions{ByImage: true, Uses: 4})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range got.Rows {
		if !slices.Equal(row.Images[:60], data.Images[60*i:60*(i+1)]) {
			t.Errorf("row %d does not begin with its image", i)
		}
		if !slices.Contains(row.Images[60:], 255) || !slices.Contains(row.Images[60:], data.Images[60*i]) {
			t.Errorf("row %d: nothing is erased to the mean, or all is", i)
		}
		if !slices.Equal(row.Images, again.Rows[i].Images) {
			t.Errorf("row %d is drawn otherwise by the same seed", i)
		}
	}
}

func TestAugmentedRefuses(t *testing.T) {
	good, data := recipe.Recipe{Augment: recipe.Augment{Flip: 0.5}}, sheetData(1)
	fromPool := recipe.Recipe{Augment: recipe.Augment{Cutout: 2}, Normalize: recipe.OfPool()}
	source := data
	source.Images, source.Source = nil, &Source{Name: "x", Read: func([]int32) ([]uint8, error) { return nil, nil }}
	for want, c := range map[string]struct {
		r    recipe.Recipe
		data Data
		o    AugmentedOptions
	}{
		"AugmentedOptions.Images":   {good, data, AugmentedOptions{Images: 41}},
		"AugmentedOptions.Uses = 4": {good, data, AugmentedOptions{Uses: 4}},
		"1..39":                     {good, data, AugmentedOptions{ByImage: true, Uses: 40}},
		"Data.Height":               {good, Data{}, AugmentedOptions{}},
		"Data.Source":               {good, source, AugmentedOptions{}},
		"Jitter.Hue":                {recipe.Recipe{Augment: recipe.Augment{Jitter: recipe.Jitter{Hue: 0.1}}}, data, AugmentedOptions{}},
		"Normalize.FromPool":        {fromPool, data, AugmentedOptions{}},
		"Recipe.Augment = nothing":  {recipe.Recipe{}, data, AugmentedOptions{}},
	} {
		if _, err := Augmented(c.r, c.data, c.o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

// Where nothing is erased, the numbers of a pool are not needed.
func TestAugmentedWithoutThePoolsNumbers(t *testing.T) {
	r := recipe.CIFARResNet()
	got, err := Augmented(r, sheetData(3), AugmentedOptions{})
	if err != nil || len(got.Rows) != 4 {
		t.Errorf("%d rows, error %v", len(got.Rows), err)
	}
}

// What is shown is what a trainer's own program makes of the numbers that the seed draws.
func TestAugmentedIsWhatTrainingSees(t *testing.T) {
	o := augmented()
	a := &o.Recipe.Augment
	a.MixUp, a.CutMix, a.MixShare = 0, 0, 0
	o.Recipe.Batch = 5
	data := noise(1, 5, o.Height, o.Width, o.Channels)
	trainer := goTrainer(t, o)
	s := trainer.newSession(data, 64, 1)
	defer s.free()
	b := s.draw(1)
	batch := data
	batch.Images = nil
	size := o.Height * o.Width * o.Channels
	for _, row := range b.rows {
		batch.Images = append(batch.Images, data.Images[int(row)*size:int(row+1)*size]...)
	}
	got, err := Augmented(o.Recipe, batch, AugmentedOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := imagesOfDraw(t, trainer, s, b)
	if last := got.Rows[len(got.Rows)-1]; last.Name != "all together" || !slices.Equal(last.Images, want) {
		t.Error("other images than those of a training")
	}
}
