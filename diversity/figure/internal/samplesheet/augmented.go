package samplesheet

import (
	"fmt"
	"strings"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/recipe"
)

// Augmented shows the rows of images that an augmentation made.
func Augmented(a recipe.Augmented) (chart.Parts, error) {
	if err := a.Validate(); err != nil {
		return chart.Parts{}, err
	}
	s := sheet{rows: len(a.Rows), columns: a.Columns(), height: a.Height, width: a.Width, channels: a.Channels}
	s.setCell()
	var pictures [][]byte
	for _, row := range a.Rows {
		picture, err := s.encode(row.Images)
		if err != nil {
			return chart.Parts{}, err
		}
		s.names, pictures = append(s.names, row.Name), append(pictures, picture)
	}
	return s.parts("Augmented images", augmentedCaption(a), "rows: "+strings.Join(s.names, ", ")+"\n", pictures), nil
}

func augmentedCaption(a recipe.Augmented) string {
	if a.ByImage {
		return fmt.Sprintf("Each of %s (rows) as it is (left), and as the augmentation makes it at %s: %s.",
			wording.Count(len(a.Rows), "image"), wording.Count(a.Columns()-1, "use"), a.Words())
	}
	alone := "each part alone"
	if len(a.Rows) > 2 {
		alone += ", in the last row all together"
	}
	return fmt.Sprintf("The top row has %s as they are, the other rows what the parts of the augmentation make of the same "+
		"images, %s: %s.", wording.Count(a.Columns(), "image"), alone, a.Words())
}
