package prepared

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
)

// image is the image at a place of the file of pixels.
func (s Source) image(place int) int {
	if s.Order == nil {
		return place
	}
	return s.Order[place]
}

// places are where the images lie; nil if in their order. It is an error if an image lies nowhere.
func (s Source) places(count int) ([]int, error) {
	if s.Order == nil {
		return nil, nil
	}
	places := make([]int, count)
	for i := range places {
		places[i] = -1
	}
	for place, image := range s.Order {
		if image < 0 || image >= count || places[image] >= 0 || len(s.Order) != count {
			return nil, fmt.Errorf("image %d at place %d of %d, expected each of %d images once", image, place, len(s.Order), count)
		}
		places[image] = place
	}
	return places, nil
}

// sortByImage brings columns that were written place by place into the order of the images.
func (b *builder) sortByImage(h *head, data *[columnCount][]byte) {
	if b.places == nil {
		return
	}
	for number, width := range map[int]int{columnDigests: DigestSize, columnHashes: 8, columnStates: 1} {
		sorted := make([]byte, 0, len(data[number]))
		for _, place := range b.places {
			sorted = append(sorted, data[number][place*width:][:width]...)
		}
		data[number] = sorted
	}
	for _, place := range b.places {
		data[columnPlaces] = binary.LittleEndian.AppendUint32(data[columnPlaces], uint32(place))
	}
	for i, bad := range h.Bad {
		h.Bad[i].Image = b.source.Order[bad.Image]
	}
	slices.SortFunc(h.Bad, func(x, y Bad) int { return cmp.Compare(x.Image, y.Image) })
	for _, w := range h.Warnings {
		for i, place := range w.First {
			w.First[i] = b.source.Order[place]
		}
		slices.Sort(w.First)
	}
}

// makers are the different makers, and the number of that of each image.
func (b *builder) makers() (list []string, column []byte) {
	if b.source.Maker == nil {
		return nil, nil
	}
	numbers := map[string]int{}
	for i := range b.form.Images {
		maker := b.source.Maker(i)
		number, known := numbers[maker]
		if !known {
			number = len(list)
			numbers[maker] = number
			list = append(list, maker)
		}
		column = binary.LittleEndian.AppendUint32(column, uint32(number))
	}
	return list, column
}

// hashMakers adds who made the images first..end-1 that are not bad, where that is known.
func hashMakers(out io.Writer, makers []string, column, states []byte, first, end int) {
	if len(makers) == 0 {
		return
	}
	for i := first; i < end; i++ {
		if states[i] != bad {
			fmt.Fprintf(out, "maker %+q\n", makers[binary.LittleEndian.Uint32(column[4*i:])])
		}
	}
}
