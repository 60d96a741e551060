package parquet

import (
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/parquet-go/parquet-go"
)

// cursor reads images for one goroutine: pages are found one after the other only, so it is fast in the order of the
// rows.
type cursor struct {
	reader *reader
	group  int // that is open, if pages is
	pages  parquet.Pages
	first  int      // row of the group at which the page begins that was read last
	images [][]byte // of that page
	failed error    // of the page after that: which rows come behind it is not known
}

func (r *reader) newCursor() func(i int) ([]byte, error) { return (&cursor{reader: r, group: -1}).read }

// groupOf is the number of the row group of a row.
func (r *reader) groupOf(i int) int {
	return sort.Search(len(r.groups), func(g int) bool { return r.groups[g].first > i }) - 1
}

// read reads an image. The bytes are good until the next call.
func (c *cursor) read(i int) (image []byte, err error) {
	number := c.reader.groupOf(i)
	g := c.reader.groups[number]
	err = guard(func() error {
		image, err = c.find(number, i-g.first)
		return err
	})
	if err == nil && image == nil {
		err = wrong("no bytes: the image is kept elsewhere, and only its path is here")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: row %d of group %d: %w", g.path, i-g.first, g.number, err)
	}
	return image, nil
}

// find reads on until the page of a row.
func (c *cursor) find(number, row int) ([]byte, error) {
	if c.pages == nil || c.group != number || row < c.first {
		if err := c.open(number); err != nil {
			return nil, err
		}
	}
	for row >= c.first+len(c.images) && c.failed == nil {
		c.failed = c.readPage()
	}
	if c.failed != nil {
		return nil, c.failed
	}
	return c.images[row-c.first], nil
}

func (c *cursor) open(number int) error {
	var err error
	if c.pages != nil {
		err = c.pages.Close()
	}
	c.pages, c.group, c.first, c.images, c.failed = c.reader.groups[number].chunk.Pages(), number, 0, nil, nil
	return err
}

// readPage reads the next page.
func (c *cursor) readPage() error {
	page, err := c.pages.ReadPage()
	if errors.Is(err, io.EOF) {
		return wrong("the column of images has only %d values", c.first+len(c.images))
	}
	if err != nil {
		return wrong("%w", err)
	}
	defer parquet.Release(page)
	c.first, c.images = c.first+len(c.images), c.images[:0]
	return eachValue(page, func(v parquet.Value) error {
		var image []byte
		if !v.IsNull() {
			image = append([]byte{}, v.ByteArray()...)
		}
		c.images = append(c.images, image)
		return nil
	})
}
