package pool

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/pool/internal/hashindex"
	"tradeoff/diversity/pool/internal/prepared"
)

// NearOptions says how alike images have to be for [NearDuplicates]. The zero value is what was chosen on photographs.
type NearOptions struct {
	// bits of 64 in which the perceptual hashes ([ImageIdentity.Perceptual]) of two images may differ for their pixels to
	// be compared, 1..15; 0 means 11
	Bits int
	// up to which mean absolute difference of the pixels, in standard deviations, images are near duplicates, more than 0
	// and up to 1; 0 means 0.15
	Difference float64
	// leave out images that are near another one only once left and right are exchanged
	NotMirrored bool
	// also find images that are near another one once turned by one, two or three quarters: four times the comparisons
	Turned bool
}

const (
	defaultNearBits       = 11
	defaultNearDifference = 0.15
)

// Validate returns an error that names the first field out of its range.
func (o NearOptions) Validate() error {
	if o.Bits < 0 || o.Bits > hashindex.MostBits {
		return diversity.Invalid("NearOptions.Bits", o.Bits, fmt.Sprintf("1..%d, or 0 for %d", hashindex.MostBits,
			defaultNearBits))
	}
	if !(o.Difference >= 0 && o.Difference <= 1) {
		return diversity.Invalid("NearOptions.Difference", o.Difference,
			fmt.Sprintf("more than 0, up to 1, or 0 for %v", defaultNearDifference))
	}
	return nil
}

func (o NearOptions) withDefaults() NearOptions {
	o.Bits, o.Difference = cmp.Or(o.Bits, defaultNearBits), cmp.Or(o.Difference, defaultNearDifference)
	return o
}

// NearPair is an image of one pool that looks like one of another.
type NearPair struct {
	ImagePair
	Bits       int     // of 64, in which their perceptual hashes differ
	Difference float64 // mean absolute difference of their pixels, in standard deviations; 0 for the same picture
	Mirrored   bool    // they are alike once left and right are exchanged
	Turns      int     // and once the image of the smaller pool is turned so many quarters to the left, before that
}

// String reads "cat/1.png ~ dog/7.png (difference 0.03, mirrored)".
func (n NearPair) String() string {
	mirrored := ""
	if n.Mirrored {
		mirrored = ", mirrored"
	}
	if n.Turns > 0 {
		mirrored += fmt.Sprintf(", turned by %d degrees", 90*n.Turns)
	}
	return fmt.Sprintf("%s ~ %s (difference %.2f%s)", n.FirstName, n.SecondName, n.Difference, mirrored)
}

// Fields are what a table of pairs shows.
func (n NearPair) Fields() []display.Field {
	return append(n.ImagePair.Fields(), display.Field{Name: "difference", Value: display.Number(n.Difference)},
		display.Field{Name: "bits", Value: n.Bits}, display.Field{Name: "mirrored", Value: n.Mirrored},
		display.Field{Name: "turned, degrees", Value: 90 * n.Turns})
}

// NearDuplicates lists the original images of q that look like one of p, each with the one that it is most like, the
// most alike first: the same photograph compressed again, resized, brightened, in grey or mirrored. Images with the
// same pixels are among them. It is a warning, no proof: look at the pairs (figure.NearDuplicates).
//
// Images whose perceptual hashes differ in few bits are candidates; a candidate is a near duplicate if 16x16 cells of
// brightness, less their mean and divided by their standard deviation, differ little too. The hash alone says nothing
// of drawings, in which most of it is paper. On Tiny-ImageNet and Caltech-101 with the default options the share of
// copies that were found, and of pairs of other images that were taken for copies, are in the documentation of this
// package. Copies that were cut out of an image or drawn over are not found, and
// turned ones only if the options ask for them.
//
// Flat images are passed over, and so are two pools that one package draws by code, as by [SharedImages]. Comparing a
// pool with itself finds each pair once. What was found is kept beside the prepared images of either pool, under both
// digests: asked again, also by another process, it takes a moment. Of prepared pools only the images of the smaller
// pool and the candidates are read; it takes some 50 bytes of memory for each image of the larger one.
func NearDuplicates(ctx context.Context, p, q Pool, o NearOptions) ([]NearPair, error) {
	if err := validBoth(p, q); err != nil {
		return nil, err
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if drawnAlike(p, q) {
		return nil, ctx.Err()
	}
	o = o.withDefaults()
	key := nearKey{p.Digest(), q.Digest(), p.state.source == q.state.source, o}
	if known, ok := p.state.source.compared.Load(key); ok {
		return slices.Clone(known.([]NearPair)), nil
	}
	pairs, kept := keptNearPairs(p, q, key)
	if !kept {
		var err error
		if pairs, err = nearPairs(ctx, p, q, o); err != nil {
			return nil, err
		}
		keepNearPairs(p, q, key, pairs)
	}
	p.state.source.compared.Store(key, pairs)
	return slices.Clone(pairs), nil
}

// nearKey names what was compared.
type nearKey struct {
	First     string      `json:"first"` // digests
	Second    string      `json:"second"`
	OneSource bool        `json:"one_source"` // no image is a duplicate of itself
	Options   NearOptions `json:"options"`
}

// nearPairs compares the images of the smaller pool with an index of the larger one.
func nearPairs(ctx context.Context, p, q Pool, o NearOptions) ([]NearPair, error) {
	first, second := p.distinctOriginals(), q.distinctOriginals()
	s := nearSearch{large: p, small: q, indexed: first, others: second, options: o, same: p.Digest() == q.Digest()}
	if s.swapped = len(first) < len(second); s.swapped {
		s.large, s.small, s.indexed, s.others = q, p, second, first
	}
	best, err := s.run(ctx)
	if err != nil {
		return nil, err
	}
	pairs := make([]NearPair, 0, len(best))
	for _, pair := range best {
		if err := pair.name(p, q); err != nil {
			return nil, err
		}
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b NearPair) int {
		return cmp.Or(cmp.Compare(a.Difference, b.Difference), compareRefs(a.Second, b.Second))
	})
	return pairs, nil
}

// name fills in the names of both images and of their classes.
func (n *NearPair) name(p, q Pool) (err error) {
	if n.FirstName, err = p.imageName(n.First); err == nil {
		n.SecondName, err = q.imageName(n.Second)
	}
	n.FirstClass, n.SecondClass = p.ClassID(n.First.Class), q.ClassID(n.Second.Class)
	return err
}

func compareRefs(a, b Ref) int {
	return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Sample, b.Sample))
}

// distinctOriginals lists the originals of the pool's classes; of a turned pool those of the upright classes.
func (p Pool) distinctOriginals() []Ref {
	var refs []Ref
	seen := map[string]bool{}
	for class, c := range p.list() {
		if seen[c.base] {
			continue
		}
		seen[c.base] = true
		for s := range c.originals {
			refs = append(refs, Ref{class, s})
		}
	}
	return refs
}

// nearSearch asks for each image of the smaller pool what it is like in the larger one.
type nearSearch struct {
	large, small    Pool
	indexed, others []Ref // originals of either
	options         NearOptions
	swapped, same   bool // the smaller pool is the first one; both are the same
	index           *hashindex.Index
	kept            thumbnailCache // of the larger pool
}

// run returns the best pair of each image of the second pool.
func (s *nearSearch) run(ctx context.Context) (map[Ref]NearPair, error) {
	hashes, err := s.large.perceptualHashes(ctx, s.indexed)
	if err != nil {
		return nil, err
	}
	s.index, s.kept = hashindex.New(hashes, s.options.Bits), newThumbnailCache(len(hashes))
	var mutex sync.Mutex
	var askers []*asker
	err = parallel.Do(ctx, len(s.others), func() func(int) {
		a := s.newAsker()
		mutex.Lock()
		defer mutex.Unlock()
		askers = append(askers, a)
		return func(i int) { a.ask(s.others[i]) }
	})
	best := map[Ref]NearPair{}
	for _, a := range askers {
		err = cmp.Or(err, a.failed)
		for _, pair := range a.best {
			keepBetter(best, pair)
		}
	}
	return best, err
}

// keepBetter keeps the pair with the least difference of each second image; of equal ones that with the first image.
func keepBetter(best map[Ref]NearPair, pair NearPair) {
	old, known := best[pair.Second]
	if !known || cmp.Or(cmp.Compare(pair.Difference, old.Difference), compareRefs(pair.First, old.First),
		cmp.Compare(pair.Bits, old.Bits)) < 0 {
		best[pair.Second] = pair
	}
}

// asker compares images, in a goroutine of its own.
type asker struct {
	*nearSearch
	ofSmall, ofLarge *thumbnailer
	best             map[Ref]NearPair
	failed           error // the first
}

func (s *nearSearch) newAsker() *asker {
	a := &asker{nearSearch: s, best: map[Ref]NearPair{}}
	if a.ofSmall, a.failed = newThumbnailer(s.small); a.failed == nil {
		a.ofLarge, a.failed = newThumbnailer(s.large)
	}
	return a
}

// ask finds what an image of the smaller pool is like.
func (a *asker) ask(r Ref) {
	if a.failed != nil {
		return
	}
	if a.failed = a.ofSmall.read(r); a.failed != nil {
		return
	}
	a.askAsItStands(r, 0)
	for turns := 1; turns < 4 && a.options.Turned; turns++ {
		a.ofSmall.turn()
		a.askAsItStands(r, turns)
	}
}

// askAsItStands compares the image that was read, and its mirror image.
func (a *asker) askAsItStands(r Ref, turns int) {
	thumbnail := a.ofSmall.thumbnail()
	if thumbnail == nil {
		return
	}
	plain, mirrored := a.ofSmall.hashes()
	a.near(asked{r, thumbnail, thumbnail.Quadrants(), false, turns}, plain)
	if !a.options.NotMirrored {
		thumbnail = thumbnail.Mirrored()
		a.near(asked{r, thumbnail, thumbnail.Quadrants(), true, turns}, mirrored)
	}
}

// asked is an image of the smaller pool, as it is, turned or mirrored.
type asked struct {
	ref       Ref
	thumbnail *prepared.Thumbnail
	quadrants prepared.Quadrants
	mirrored  bool
	turns     int
}

// near compares an image with those whose hashes are near.
func (a *asker) near(image asked, hash uint64) {
	a.index.Near(hash, func(number, bits int) {
		if !a.kept.beyond(number, image.quadrants, a.options.Difference) {
			a.compare(image, number, bits)
		}
	})
}

// compare keeps a candidate if its pixels are near enough.
func (a *asker) compare(image asked, number, bits int) {
	if a.failed != nil {
		return
	}
	other, err := a.kept.at(number, a.ofLarge, a.indexed[number])
	if a.failed = err; other == nil {
		return
	}
	difference := image.thumbnail.Difference(other, a.options.Difference)
	if difference > a.options.Difference || a.isSameImage(image.ref, a.indexed[number]) {
		return
	}
	pair := NearPair{ImagePair: ImagePair{First: a.indexed[number], Second: image.ref}, Bits: bits,
		Difference: difference, Mirrored: image.mirrored, Turns: image.turns}
	if a.swapped {
		pair.First, pair.Second = pair.Second, pair.First
	}
	if !a.same || compareRefs(pair.First, pair.Second) < 0 {
		keepBetter(a.best, pair)
	}
}

// isSameImage reports whether two images are one of a source that both pools come from.
func (a *asker) isSameImage(small, large Ref) bool {
	return a.small.state.source == a.large.state.source &&
		a.small.state.layer.origin(small) == a.large.state.layer.origin(large)
}

// perceptualHashes are those of originals; of prepared pools they are read.
func (p Pool) perceptualHashes(ctx context.Context, refs []Ref) ([]uint64, error) {
	hashes, failures := make([]uint64, len(refs)), make([]error, len(refs))
	prepared, _ := p.state.source.layer.(*preparedLayer)
	err := parallel.Do(ctx, len(refs), func() func(int) {
		if prepared != nil {
			return func(i int) {
				hashes[i], failures[i] = prepared.set.Hash(prepared.image(p.state.layer.origin(refs[i])))
			}
		}
		t, err := newThumbnailer(p)
		return func(i int) {
			if failures[i] = err; err == nil {
				if failures[i] = t.read(refs[i]); failures[i] == nil {
					hashes[i] = t.hash(t.image)
				}
			}
		}
	})
	for _, failed := range failures {
		err = cmp.Or(err, failed)
	}
	return hashes, err
}
