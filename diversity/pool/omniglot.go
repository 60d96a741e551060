package pool

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the data below
	"fmt"
	"io"
	"strings"
	"sync"
)

// Omniglot, 28x28 at one bit a pixel, and its list of classes: omniglot/LICENSE.txt, MIT.
// Lake, Salakhutdinov and Tenenbaum, Science 350, 2015.
var (
	//go:embed omniglot/images.bin.gz
	omniglotImages []byte // class-major, drawer 1..20 within a class, 98 bytes an image, first pixel in the highest bit
	//go:embed omniglot/classes.tsv.gz
	omniglotClasses []byte // label, split, alphabet, alphabet number, character, file prefix
)

const (
	omniglotSide    = 28
	omniglotDrawers = 20
	omniglotBytes   = omniglotSide * omniglotSide / 8
)

// OmniglotSet is the embedded Omniglot: 1,623 handwritten characters of 50 alphabets (the superclasses), each drawn by
// 20 people, as 28x28 images of 0 (paper) and 255 (ink). It is cut as its authors cut it, by alphabets.
type OmniglotSet struct{}

// Omniglot returns the embedded data set. Nothing is downloaded; images are unpacked at first use.
func Omniglot() OmniglotSet { return OmniglotSet{} }

// Background is the authors' part for pre-training: 964 characters of 30 alphabets.
func (OmniglotSet) Background() Pool { return omniglotPool("background") }

// Evaluation is the authors' part for downstream tasks: 659 characters of 20 other alphabets.
func (OmniglotSet) Evaluation() Pool { return omniglotPool("evaluation") }

// All is both parts: 1,623 characters.
func (OmniglotSet) All() Pool { return omniglotPool("all") }

// omniglotParts are opened once: they are constants of the program.
var omniglotParts = sync.OnceValues(func() (map[string]*source, error) {
	rows, err := gunzip(omniglotClasses)
	if err != nil {
		return nil, fmt.Errorf("the embedded list of Omniglot classes: %w", err)
	}
	parts := map[string]*source{}
	for _, name := range []string{"background", "evaluation", "all"} {
		l := readOmniglotPart(string(rows), name)
		parts[name] = &source{origin: spec{Source: sourceOmniglot, Part: name}, layer: l, digest: onceDigest(l)}
	}
	return parts, nil
})

var omniglotBits = sync.OnceValues(func() ([]byte, error) {
	bits, err := gunzip(omniglotImages)
	if err != nil {
		return nil, fmt.Errorf("the embedded Omniglot images: %w", err)
	}
	return bits, nil
})

func omniglotPool(part string) Pool {
	parts, err := omniglotParts()
	if err != nil {
		return Pool{&state{err: err}}
	}
	return newPool(parts[part])
}

func readOmniglotPart(rows, part string) *omniglotLayer {
	l := &omniglotLayer{}
	lines := strings.Split(strings.TrimSpace(rows), "\n")
	for label, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		split, alphabet, character := cells[1], cells[2], cells[4]
		if part != "all" && part != split {
			continue
		}
		if len(l.list) == 0 {
			l.first = label
		}
		id := alphabet + "/" + character
		l.list = append(l.list, class{
			id: id, base: id, group: alphabet, count: omniglotDrawers, originals: omniglotDrawers,
		})
	}
	return l
}

// omniglotLayer is a run of consecutive classes of the packed images.
type omniglotLayer struct {
	first int
	list  []class
}

func (l *omniglotLayer) classes() []class       { return l.list }
func (l *omniglotLayer) shape() (int, int, int) { return omniglotSide, omniglotSide, 1 }

func (l *omniglotLayer) painter() (painter, error) {
	bits, err := omniglotBits()
	if err != nil {
		return nil, err
	}
	return func(dst []uint8, r Ref) error {
		image := (l.first+r.Class)*omniglotDrawers + r.Sample
		unpack(dst, bits[image*omniglotBytes:(image+1)*omniglotBytes])
		return nil
	}, nil
}

func (l *omniglotLayer) origin(r Ref) Ref { return r }

func unpack(dst []uint8, bits []byte) {
	for i, b := range bits {
		pixels := dst[i*8 : i*8+8]
		for j := range pixels {
			pixels[j] = -(b >> (7 - j) & 1) // 0 or 255
		}
	}
}

func gunzip(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
