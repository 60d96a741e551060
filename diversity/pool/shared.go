package pool

import (
	"context"
	"fmt"
	"slices"

	"tradeoff/diversity/display"
)

// ImagePair is an original image of one pool and one of another with the same pixels.
type ImagePair struct {
	First, Second           Ref    // originals: samples below Originals
	FirstName, SecondName   string // of the files; without files, the class and the number within it
	FirstClass, SecondClass string // IDs
}

// String reads "images/cat/1.png = test/dog/7.png".
func (i ImagePair) String() string { return i.FirstName + " = " + i.SecondName }

// Fields are what a table of pairs shows.
func (i ImagePair) Fields() []display.Field {
	return []display.Field{
		{Name: "image", Value: i.FirstName}, {Name: "class", Value: i.FirstClass},
		{Name: "other image", Value: i.SecondName}, {Name: "other class", Value: i.SecondClass},
	}
}

// SharedImages lists the original images of q that are in p too, whatever they are called there: those with the same
// pixels, each with the first such image of p. Turned and distorted pools are compared by what they show. Images of one
// single colour are passed over, as they show nothing; and so are two pools that one package draws by code (see
// [Register]), where the classes alone say what an image is: a dash and a minus sign may look the same. Images of
// different sizes are different.
func SharedImages(ctx context.Context, p, q Pool) ([]ImagePair, error) {
	if err := validBoth(p, q); err != nil {
		return nil, err
	}
	if shapeOf(p) != shapeOf(q) || drawnAlike(p, q) {
		return nil, ctx.Err()
	}
	key := [2]string{p.Digest(), q.Digest()}
	if known, ok := p.state.source.compared.Load(key); ok {
		return slices.Clone(known.([]ImagePair)), nil
	}
	pairs, err := equalImages(ctx, p, q)
	if err != nil {
		return nil, err
	}
	if pairs, err = describePairs(p, q, pairs); err == nil {
		p.state.source.compared.Store(key, pairs)
	}
	return slices.Clone(pairs), err
}

func equalImages(ctx context.Context, p, q Pool) ([]ImagePair, error) {
	first, err := firstByDigest(ctx, p)
	if err != nil {
		return nil, err
	}
	digest, err := digestsOf(q.state.source)
	if err != nil {
		return nil, err
	}
	var pairs []ImagePair
	seen := map[Ref]bool{} // images of the source: a turned pool shows each several times
	err = q.eachOriginal(ctx, func(r, origin Ref) error {
		d, err := digest(origin)
		if same, found := first[d]; err == nil && found && !seen[origin] {
			seen[origin] = true
			pairs = append(pairs, ImagePair{First: same, Second: r})
		}
		return err
	})
	return pairs, err
}

func validBoth(p, q Pool) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return q.Validate()
}

func shapeOf(p Pool) [3]int {
	height, width, channels := p.Shape()
	return [3]int{height, width, channels}
}

// drawnAlike reports whether one registered source draws both pools.
func drawnAlike(p, q Pool) bool {
	name := p.state.source.origin.Source
	return !builtIn(name) && name == q.state.source.origin.Source
}

// firstByDigest finds an original of a pool by its pixels.
func firstByDigest(ctx context.Context, p Pool) (map[[digestSize]byte]Ref, error) {
	digest, err := digestsOf(p.state.source)
	if err != nil {
		return nil, err
	}
	first := map[[digestSize]byte]Ref{}
	return first, p.eachOriginal(ctx, func(r, origin Ref) error {
		d, err := digest(origin)
		if _, found := first[d]; !found {
			first[d] = r
		}
		return err
	})
}

// eachOriginal calls do with the originals of all classes, and with the image of the source that each shows.
func (p Pool) eachOriginal(ctx context.Context, do func(r, origin Ref) error) error {
	for class, c := range p.list() {
		if err := ctx.Err(); err != nil {
			return err
		}
		for s := range c.originals {
			if err := do(Ref{class, s}, p.state.layer.origin(Ref{class, s})); err != nil {
				return err
			}
		}
	}
	return nil
}

// describePairs adds names to pairs and drops those of a single colour.
func describePairs(p, q Pool, pairs []ImagePair) ([]ImagePair, error) {
	paint, err := q.state.source.layer.painter()
	if err != nil {
		return nil, err
	}
	image := make([]uint8, pixels(q.state.source.layer))
	_, _, channels := q.Shape()
	var kept []ImagePair
	for _, pair := range pairs {
		if err := paint(image, q.state.layer.origin(pair.Second)); err != nil {
			return nil, err
		}
		if isConstant(image, channels) {
			continue
		}
		if pair.FirstName, err = p.imageName(pair.First); err != nil {
			return nil, err
		}
		if pair.SecondName, err = q.imageName(pair.Second); err != nil {
			return nil, err
		}
		pair.FirstClass, pair.SecondClass = p.ClassID(pair.First.Class), q.ClassID(pair.Second.Class)
		kept = append(kept, pair)
	}
	return kept, nil
}

// isConstant reports whether all pixels of an image have one colour.
func isConstant(image []uint8, channels int) bool {
	for i := channels; i < len(image); i++ {
		if image[i] != image[i-channels] {
			return false
		}
	}
	return true
}

// imageName is the name of the file of an image, or its class and number.
func (p Pool) imageName(r Ref) (string, error) {
	if l, ok := p.state.source.layer.(*preparedLayer); ok {
		return l.set.Name(l.image(p.state.layer.origin(r)))
	}
	return fmt.Sprintf("%s#%d", p.ClassID(r.Class), r.Sample), nil
}
