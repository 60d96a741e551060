package pool

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/prepared"
)

// preparedLayer shows images that are prepared.
type preparedLayer struct {
	set  *prepared.Set
	list []class
	from []int // class of the set, by class of the layer
}

// newPreparedLayer makes a layer of what the options accept.
func newPreparedLayer(set *prepared.Set, o FolderOptions) (*preparedLayer, error) {
	l := &preparedLayer{set: set}
	if o.OnBad == Fail {
		if err := l.badError(); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{"": true}
	for i, c := range set.Classes() {
		count := c.Count - c.Bad
		switch {
		case seen[c.ID]:
			return nil, fmt.Errorf("class %d has the name %q, expected one that no other class has", i, c.ID)
		case c.Blank:
			return nil, fmt.Errorf("class %s: all %d images are one and the same single colour; is transparent ink shown on its own colour (FolderOptions.Background)?",
				c.ID, count)
		case count == 0 && !o.AllowEmpty:
			return nil, fmt.Errorf("class %s: no whole image in %s; FolderOptions.AllowEmpty leaves such classes out",
				c.ID, display.Count(c.Count, "file"))
		case count > 0:
			l.list = append(l.list, class{
				id: c.ID, base: c.ID, words: c.Name, group: c.Group, count: count, originals: count,
			})
			l.from = append(l.from, i)
		}
		seen[c.ID] = true
	}
	if len(l.list) == 0 {
		return nil, fmt.Errorf("no class has an image")
	}
	return l, nil
}

// shownBad is how many bad files an error names.
const shownBad = 20

// badError names the files that are no whole images; nil if there are none.
func (l *preparedLayer) badError() error {
	list, count := l.set.Bad()
	if count == 0 {
		return nil
	}
	lines := []string{fmt.Sprintf("%d of %d files are not as expected (FolderOptions.OnBad: pool.Skip leaves them out):",
		count, l.set.Images())}
	for _, b := range list[:min(len(list), shownBad)] {
		name, err := l.set.Name(b.Image)
		if err != nil {
			return err
		}
		lines = append(lines, name+": "+b.Reason)
	}
	if count > shownBad {
		lines = append(lines, fmt.Sprintf("and %d more", count-shownBad))
	}
	return fmt.Errorf("%s", strings.Join(lines, "\n\t"))
}

func (l *preparedLayer) classes() []class { return l.list }

func (l *preparedLayer) shape() (int, int, int) { return l.set.Shape() }

func (l *preparedLayer) origin(r Ref) Ref { return r }

func (l *preparedLayer) painter() (painter, error) {
	return func(dst []uint8, r Ref) error { return l.set.Read(l.image(r), dst) }, nil
}

// image is the number of an image in the set.
func (l *preparedLayer) image(r Ref) int { return l.set.Image(l.from[r.Class], r.Sample) }

// digest is that of the content, known since the images were prepared.
func (l *preparedLayer) digest() (string, error) { return contentOfDigests + l.set.Content(), nil }

// identity is what is known of an image.
func (l *preparedLayer) identity(r Ref) (ImageIdentity, error) {
	image := l.image(r)
	name, err := l.set.Name(image)
	if err != nil {
		return ImageIdentity{}, err
	}
	digest, err := l.set.Digest(image)
	if err != nil {
		return ImageIdentity{}, err
	}
	hash, err := l.set.Hash(image)
	return ImageIdentity{Name: name, Digest: digest, Perceptual: hash}, err
}
