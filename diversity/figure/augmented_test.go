package figure

import (
	"errors"
	"image/color"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// greys is a row of images of 2 x 3 pixels, each of one grey value.
func greys(name string, values ...uint8) recipe.AugmentedRow {
	row := recipe.AugmentedRow{Name: name}
	for _, v := range values {
		for range 6 {
			row.Images = append(row.Images, v)
		}
	}
	return row
}

func TestAugmentedShowsEveryImage(t *testing.T) {
	values := [][]uint8{{10, 20, 30}, {40, 50, 60}}
	for byImage, caption := range map[bool]string{
		true:  "Each of 2 images (rows) as it is (left), and as the augmentation makes it at 2 uses: cutout 4 pixels.",
		false: "The top row has 3 images as they are, the other rows what the parts of the augmentation make of the same images, each part alone: cutout 4 pixels.",
	} {
		f, err := Augmented(recipe.Augmented{Height: 2, Width: 3, Channels: 1, ByImage: byImage,
			Augment: recipe.Augment{Cutout: 4}, Rows: []recipe.AugmentedRow{greys("a", values[0]...), greys("b", values[1]...)}})
		must(t, err)
		option := parse(t, f)
		rows := option.of("pictorialBar", "")[0].Data
		if len(rows) != 2 || option.YAxis[0].Data[1] != "b" || f.Caption != caption {
			t.Fatalf("%d rows, %v, caption %q", len(rows), option.YAxis[0].Data, f.Caption)
		}
		for i, item := range rows {
			picture := pictureOf(t, item)
			width := picture.Bounds().Dx() / 3
			for column, v := range values[i] {
				if got := picture.At(column*width+1, 1); got != (color.NRGBA{v, v, v, 255}) {
					t.Errorf("row %d, column %d: %v, want %v", i, column, got, v)
				}
			}
		}
	}
}

func TestAugmentedErrors(t *testing.T) {
	_, err := Augmented(recipe.Augmented{})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "figure.Augmented") {
		t.Errorf("error %v", err)
	}
}
