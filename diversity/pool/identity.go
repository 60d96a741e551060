package pool

import (
	"context"
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool/internal/prepared"
)

// ImageIdentity is what tells whether an image is the same as another one, or looks like it.
type ImageIdentity struct {
	Name       string   // of its file within the folder, with slashes; "" if it has none
	Digest     [16]byte // the first bytes of the SHA-256 of its decoded pixels, [height, width, channels]
	Perceptual uint64   // dHash: of images that look alike, few of the 64 bits differ
}

// Fields are what a table of images shows.
func (i ImageIdentity) Fields() []display.Field {
	return []display.Field{
		{Name: "file", Value: i.Name}, {Name: "digest", Value: fmt.Sprintf("%x", i.Digest[:6])},
		{Name: "perceptual hash", Value: fmt.Sprintf("%08x %08x", i.Perceptual>>32, uint32(i.Perceptual))},
	}
}

// Identities are the identities of the original images of a class, as their source has them: before they were turned
// or distorted. Sample s of the class shows the one numbered Original(Ref{class, s}). Of a folder they are read from
// what was prepared; else the images are made, and hashed.
func (p Pool) Identities(ctx context.Context, class int) ([]ImageIdentity, error) {
	if err := p.checkRefs([]Ref{{Class: class}}); err != nil {
		return nil, err
	}
	identify, err := identifierOf(p.state.source.layer)
	if err != nil {
		return nil, err
	}
	list := make([]ImageIdentity, p.Originals(class))
	for s := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if list[s], err = identify(p.state.layer.origin(Ref{class, s})); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// identifierOf returns the function that identifies an image of a source.
func identifierOf(l layer) (func(Ref) (ImageIdentity, error), error) {
	if known, ok := l.(interface {
		identity(r Ref) (ImageIdentity, error)
	}); ok {
		return known.identity, nil
	}
	paint, err := l.painter()
	if err != nil {
		return nil, err
	}
	height, width, channels := l.shape()
	image := make([]uint8, pixels(l))
	return func(r Ref) (ImageIdentity, error) {
		if err := paint(image, r); err != nil {
			return ImageIdentity{}, err
		}
		return ImageIdentity{
			Digest: prepared.Digest(image), Perceptual: prepared.DifferenceHash(image, height, width, channels),
		}, nil
	}, nil
}

// BadFile is a file that [Folder] left out.
type BadFile struct {
	Name   string // within the folder, with slashes
	Reason string
}

// Fields are what a table of bad files shows.
func (b BadFile) Fields() []display.Field {
	return []display.Field{{Name: "file", Value: b.Name}, {Name: "reason", Value: b.Reason}}
}

// BadFiles are the files that [FolderOptions.OnBad] left out of a pool: the first thousand, and how many there are.
func (p Pool) BadFiles() (first []BadFile, count int, err error) {
	if err := p.Validate(); err != nil {
		return nil, 0, err
	}
	l, ok := p.state.source.layer.(*preparedLayer)
	if !ok {
		return nil, 0, nil
	}
	list, count := l.set.Bad()
	for _, b := range list {
		name, err := l.set.Name(b.Image)
		if err != nil {
			return nil, 0, err
		}
		first = append(first, BadFile{name, b.Reason})
	}
	return first, count, nil
}

// Warning is what to know of some images of a [Folder].
type Warning struct {
	Text  string   // such as "transparent pixels are shown on white"
	Count int      // images
	First []string // the names of the first of them, at most five
}

// String is the text, the number of images and the first of them.
func (w Warning) String() string {
	text := fmt.Sprintf("%s: %s: %s", display.Count(w.Count, "image"), w.Text, strings.Join(w.First, ", "))
	if w.Count > len(w.First) {
		text += fmt.Sprintf(" and %d more", w.Count-len(w.First))
	}
	return text
}

// Fields are what a table of warnings shows.
func (w Warning) Fields() []display.Field {
	return []display.Field{
		{Name: "warning", Value: w.Text}, {Name: "images", Value: w.Count}, {Name: "first", Value: strings.Join(w.First, ", ")},
	}
}

// Warnings are what to know of images that [Folder] decoded: which have transparent pixels, which lose values.
func (p Pool) Warnings() ([]Warning, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	l, ok := p.state.source.layer.(*preparedLayer)
	if !ok {
		return nil, nil
	}
	var list []Warning
	for _, w := range l.set.Warnings() {
		warning := Warning{Text: w.Text, Count: w.Count}
		for _, image := range w.First {
			name, err := l.set.Name(image)
			if err != nil {
				return nil, err
			}
			warning.First = append(warning.First, name)
		}
		list = append(list, warning)
	}
	return list, nil
}

// CheckPrepared compares all prepared pixels of a folder with their checksums; the error names the first difference.
// Other pools have none.
func (p Pool) CheckPrepared(ctx context.Context) error {
	if err := p.Validate(); err != nil {
		return err
	}
	l, ok := p.state.source.layer.(*preparedLayer)
	if !ok {
		return diversity.Invalid("pool", p, "one from Folder, whose images are prepared")
	}
	return l.set.Check(ctx)
}
