package prepared

import (
	"math"
	"slices"
)

// Thumbnail is an image in 16x16 cells of brightness, less its mean and in units of its standard deviation: what
// contrast, exposure, size and compression leave of it.
type Thumbnail struct {
	cells  [thumbnailCells]int8 // 32 for one deviation, cut off at four
	blocks [thumbnailBlocks]int16
	drawn  [thumbnailCells / 64]uint64 // bit i: cell i is not of the background
}

const (
	thumbnailSide   = 16
	thumbnailCells  = thumbnailSide * thumbnailSide
	blockSide       = 4 // of the blocks of cells whose sums tell most images apart
	thumbnailBlocks = thumbnailCells / (blockSide * blockSide)
	thumbnailUnit   = 32  // of one standard deviation
	flattest        = 4.0 // grey levels of deviation, below which the noise would be compared
	paper           = 2.0 // grey levels by which cells of an even background differ
	leastDrawn      = 32  // cells that are not background, below which an image says too little
)

// ThumbnailOf makes the thumbnail of an image [height, width, channels]. Ok is false for one that shows too little to
// be told from others: that is flat, has a single stroke on an even ground, or fewer pixels than the hash has cells.
func ThumbnailOf(pixels []uint8, height, width, channels int) (t Thumbnail, ok bool) {
	if height < hashRows || width < hashColumns { // fewer pixels than the hash has cells
		return t, false
	}
	cells := cellsOf(pixels, height, width, channels)
	sum, squares := 0.0, 0.0
	for _, v := range cells {
		sum, squares = sum+v, squares+float64(v*v)
	}
	mean := sum / thumbnailCells
	deviation := math.Sqrt(max(0, squares/thumbnailCells-float64(mean*mean)))
	if deviation < flattest {
		return t, false
	}
	ground, drawn := background(cells), 0
	for i, v := range cells {
		t.cells[i] = int8(max(-127, min(127, math.Round((v-mean)/deviation*thumbnailUnit))))
		t.blocks[blockOf(i)] += int16(t.cells[i])
		if math.Abs(v-ground) > paper {
			t.drawn[i/64] |= 1 << (i % 64)
			drawn++
		}
	}
	return t, drawn >= leastDrawn
}

// blockOf is the block of a cell.
func blockOf(cell int) int {
	return cell/thumbnailSide/blockSide*(thumbnailSide/blockSide) + cell%thumbnailSide/blockSide
}

// cellsOf are the mean grey levels of the cells.
func cellsOf(pixels []uint8, height, width, channels int) (cells [thumbnailCells]float64) {
	for r := range thumbnailSide {
		top, bottom := cell(r, thumbnailSide, height)
		for c := range thumbnailSide {
			left, right := cell(c, thumbnailSide, width)
			total := uint64(0)
			for y := top; y < bottom; y++ {
				total += brightness(pixels[(y*width+left)*channels:(y*width+right)*channels], channels)
			}
			cells[r*thumbnailSide+c] = float64(total) / float64((bottom-top)*(right-left)*perPixel(channels))
		}
	}
	return cells
}

// perPixel is what [brightness] counts for a pixel of one grey level.
func perPixel(channels int) int {
	if channels == 3 {
		return 1000
	}
	return 1000 * channels
}

// background is the grey level that most cells have, within a few.
func background(cells [thumbnailCells]float64) float64 {
	sorted := cells[:]
	slices.Sort(sorted)
	best, most := sorted[0], 0
	for low, high := 0, 0; high < len(sorted); high++ {
		for sorted[high]-sorted[low] > 2*paper {
			low++
		}
		if high-low+1 > most {
			best, most = (sorted[low]+sorted[high])/2, high-low+1
		}
	}
	return best
}
