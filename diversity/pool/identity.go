package pool

import (
	"context"
	"fmt"

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
