package samplesheet

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/pool"
)

// Pairs shows images that look alike: one row for each pair.
func Pairs(p, q pool.Pool, pairs []pool.NearPair, most int) (chart.Parts, error) {
	if len(pairs) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no pairs, which is good", chart.ErrEmpty)
	}
	s, err := pairSheet(p, q, pairs[:min(most, len(pairs))])
	if err != nil {
		return chart.Parts{}, err
	}
	pictures, err := s.pairPictures(p, q, pairs[:s.rows])
	if err != nil {
		return chart.Parts{}, err
	}
	return s.parts("Images that look alike", pairsCaption(p, q, len(pairs), s.rows), pairsTable(pairs[:s.rows]), pictures),
		nil
}

func pairSheet(p, q pool.Pool, pairs []pool.NearPair) (sheet, error) {
	for _, valid := range []error{p.Validate(), q.Validate()} {
		if valid != nil {
			return sheet{}, valid
		}
	}
	s := sheet{rows: len(pairs), columns: 2}
	s.height, s.width, s.channels = p.Shape()
	if height, width, channels := q.Shape(); height != s.height || width != s.width || channels != s.channels {
		return sheet{}, diversity.Invalid("second pool", fmt.Sprintf("images of %dx%dx%d", height, width, channels),
			fmt.Sprintf("images of %dx%dx%d (height, width, channels), as in the first", s.height, s.width, s.channels))
	}
	s.setCell()
	first, second := shortLabels(p), shortLabels(q)
	for i, pair := range pairs {
		if pair.First.Class < 0 || pair.First.Class >= len(first) || pair.Second.Class < 0 ||
			pair.Second.Class >= len(second) {
			return sheet{}, diversity.Invalid(fmt.Sprintf("pairs[%d]", i), pair, "a pair of images of the two pools")
		}
		s.names = append(s.names, first[pair.First.Class]+" ~ "+second[pair.Second.Class])
	}
	return s, nil
}

// shortLabels leave room for two names of classes in a row.
func shortLabels(p pool.Pool) []string {
	const letters = sheetLetters/2 - 3
	return label.ShortNames(p.ClassLabels(), letters)
}

// pairPictures are the PNGs of the rows.
func (s sheet) pairPictures(p, q pool.Pool, pairs []pool.NearPair) ([][]byte, error) {
	var first, second []pool.Ref
	for _, pair := range pairs {
		first, second = append(first, pair.First), append(second, pair.Second)
	}
	left, err := p.Images(first)
	if err != nil {
		return nil, err
	}
	right, err := q.Images(second)
	if err != nil {
		return nil, err
	}
	var pictures [][]byte
	size := s.height * s.width * s.channels
	for i := range pairs {
		row := append(append([]uint8{}, left[i*size:(i+1)*size]...), right[i*size:(i+1)*size]...)
		picture, err := s.encode(row)
		if err != nil {
			return nil, err
		}
		pictures = append(pictures, picture)
	}
	return pictures, nil
}

func pairsCaption(p, q pool.Pool, all, shown int) string {
	text := fmt.Sprintf("Left: an image of %s; right: one of %s that looks like it, by its perceptual hash and its "+
		"pixels.", p, q)
	if shown < all {
		return wording.Sentences(text, fmt.Sprintf("The %d of %d pairs that are most alike.", shown, all))
	}
	return wording.Sentences(text, "All "+wording.Count(all, "pair")+", the most alike first.")
}

func pairsTable(pairs []pool.NearPair) string {
	rows := [][]string{{"image", "class", "other image", "other class", "difference", "mirrored"}}
	for _, pair := range pairs {
		var changed []string
		if pair.Turns > 0 {
			changed = append(changed, fmt.Sprintf("turned by %d degrees", 90*pair.Turns))
		}
		if pair.Mirrored {
			changed = append(changed, "yes")
		}
		rows = append(rows, []string{pair.FirstName, pair.FirstClass, pair.SecondName, pair.SecondClass,
			fmt.Sprintf("%.2f", pair.Difference), strings.Join(changed, ", ")})
	}
	return aligned.Rows(rows)
}
