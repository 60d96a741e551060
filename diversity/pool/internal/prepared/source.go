package prepared

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"tradeoff/diversity"
)

var (
	// ErrDamaged is wrapped by errors about files of a prepared set that are not what their checksums or sizes say.
	ErrDamaged = errors.New("prepared images are damaged")
	// ErrInUse is wrapped where a set cannot be removed because a process has it open or prepares it.
	ErrInUse = errors.New("prepared images are in use")
	// ErrBad is wrapped by an error of Decode about an image that no later attempt will read either.
	ErrBad = errors.New("not a whole image")
)

// Source is what a set is prepared from.
type Source struct {
	Key     string          // 32 hexadecimal digits: a hash of the listing, of the options and of the reader's version
	About   json.RawMessage // what it is, for people and for who tells which sets are out of date
	Classes []Class         // the images are those of class 0, then those of class 1, ...
	Name    func(image int) string
	// who or what made an image; nil: not known
	Maker func(image int) string
	// the images in the order in which they are read best, and lie in the file of pixels; nil: from the first to the last
	Order []int
	// Shape is asked once, when something is to be prepared.
	Shape func() (height, width, channels int, err error)
	// NewDecoder is called once for each worker.
	NewDecoder func() (Decode, error)
}

// Decode writes one image, [height, width, channels], into dst, and returns what to know of it: texts that many images
// may share. An error that wraps [ErrBad] is recorded, any other one ends the preparation: the next attempt may fare
// better.
type Decode func(image int, dst []uint8) (warnings []string, err error)

// Class is a class of a set.
type Class struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`  // for people: its words in a list; "" if none
	Group string `json:"group,omitempty"` // superclass; "" if none
	Count int    `json:"count"`           // images
	Bad   int    `json:"bad,omitempty"`   // of these, images that could not be decoded
	Blank bool   `json:"blank,omitempty"` // all its images are the same single colour; never of images of one pixel
}

// Bad is an image that could not be decoded.
type Bad struct {
	Image  int    `json:"image"`
	Reason string `json:"reason"`
}

// Warning is what to know of some images.
type Warning struct {
	Text  string `json:"text"`
	Count int    `json:"count"` // images that it is about
	First []int  `json:"first"` // the first of them
}

// The bounds of what is prepared and of what is believed of a file.
const (
	maxImages   = 1 << 30
	maxSide     = 1 << 14
	maxChannels = 16
)

var keyForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

func checkKey(key string) error {
	if !keyForm.MatchString(key) {
		return diversity.Invalid("key of prepared images", fmt.Sprintf("%q", key), "32 hexadecimal digits")
	}
	return nil
}

// shape is the form of the pixels.
type shape struct {
	Images   int `json:"images"`
	Height   int `json:"height"`
	Width    int `json:"width"`
	Channels int `json:"channels"`
}

func (s shape) check() error {
	for _, field := range []struct {
		name         string
		value, limit int
	}{
		{"images", s.Images, maxImages}, {"height", s.Height, maxSide}, {"width", s.Width, maxSide},
		{"channels", s.Channels, maxChannels},
	} {
		if field.value < 1 || field.value > field.limit {
			return diversity.Invalid(field.name+" of prepared images", field.value, fmt.Sprintf("1..%d", field.limit))
		}
	}
	return nil
}

// size is the number of bytes of an image.
func (s shape) size() int { return s.Height * s.Width * s.Channels }

// bytes is the length of the file of pixels.
func (s shape) bytes() int64 { return int64(s.Images) * int64(s.size()) }

// The images of a block: as many as fit into blockBytes, up to blockImages.
const (
	blockImages = 256
	blockBytes  = 4 << 20
)

func (s shape) perBlock() int { return max(1, min(blockImages, blockBytes/s.size())) }

func (s shape) blocks() int { return (s.Images + s.perBlock() - 1) / s.perBlock() }

// block is the range of images of a block.
func (s shape) block(i int) (first, end int) {
	first = i * s.perBlock()
	return first, min(first+s.perBlock(), s.Images)
}

// images is the number of images of all classes.
func images(classes []Class) int {
	total := 0
	for _, c := range classes {
		total += c.Count
	}
	return total
}
