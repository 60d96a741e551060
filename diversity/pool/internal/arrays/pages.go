package arrays

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"sync"

	"github.com/parquet-go/parquet-go"
)

// keptPages is how many pages are kept: several goroutines that read one image after the other are never far apart.
const keptPages = 4

// pageCache holds the pages of images that were read last, and where the next one begins: pages are found in order
// only.
type pageCache struct {
	lock  sync.Mutex
	kept  []cachedPage // the newest first
	group int          // that is open, if pages is
	pages parquet.Pages
	next  int // row of the group at which the next page begins
}

// cachedPage is a page of images.
type cachedPage struct {
	group, first int // the row of the group
	images       [][]byte
}

// read reads an image.
func (r *parquetReader) read(i int) (image []byte, err error) {
	number := sort.Search(len(r.groups), func(g int) bool { return r.groups[g].first > i }) - 1
	g := r.groups[number]
	c := &r.pages
	c.lock.Lock()
	defer c.lock.Unlock()
	err = guard(func() error {
		image, err = c.find(g, number, i-g.first)
		return err
	})
	if err == nil && image == nil {
		err = wrong("no bytes: the image is kept elsewhere, and only its path is here")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: row %d of group %d: %w", g.name, i-g.first, g.number, err)
	}
	return bytes.Clone(image), nil
}

// find reads on until the page of a row.
func (c *pageCache) find(g parquetGroup, number, row int) ([]byte, error) {
	for _, page := range c.kept {
		if page.group == number && row >= page.first && row < page.first+len(page.images) {
			return page.images[row-page.first], nil
		}
	}
	if c.pages == nil || c.group != number || row < c.next {
		if err := c.open(g, number); err != nil {
			return nil, err
		}
	}
	for {
		page, err := c.readPage(number)
		if err != nil {
			return nil, err
		}
		if row < page.first+len(page.images) {
			return page.images[row-page.first], nil
		}
	}
}

func (c *pageCache) open(g parquetGroup, number int) error {
	var err error
	if c.pages != nil {
		err = c.pages.Close()
	}
	c.pages, c.group, c.next = g.chunk.Pages(), number, 0
	return err
}

// readPage reads the next page, and keeps it.
func (c *pageCache) readPage(number int) (cachedPage, error) {
	page, err := c.pages.ReadPage()
	if errors.Is(err, io.EOF) {
		return cachedPage{}, wrong("the column of images has only %d values", c.next)
	}
	if err != nil {
		return cachedPage{}, wrong("%w", err)
	}
	defer parquet.Release(page)
	kept := cachedPage{group: number, first: c.next}
	err = eachValue(page, func(v parquet.Value) error {
		var image []byte
		if !v.IsNull() {
			image = append([]byte{}, v.ByteArray()...)
		}
		kept.images = append(kept.images, image)
		return nil
	})
	c.next += len(kept.images)
	c.kept = append([]cachedPage{kept}, c.kept[:min(len(c.kept), keptPages-1)]...)
	return kept, err
}
