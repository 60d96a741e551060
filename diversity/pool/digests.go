package pool

import (
	"sync"

	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/pool/internal/prepared"
)

// digestSize is the size of [ImageIdentity.Digest].
const digestSize = prepared.DigestSize

// digestTable holds the digests of all images of a source once they were asked for: [class][sample].
type digestTable struct {
	once    sync.Once
	classes [][][digestSize]byte
	err     error
}

// digestsOf returns the function that tells the digest of an image of a source. Prepared images have them on disk;
// of others all are made and hashed, once in a process.
func digestsOf(s *source) (func(Ref) ([digestSize]byte, error), error) {
	if l, ok := s.layer.(*preparedLayer); ok {
		return func(r Ref) ([digestSize]byte, error) { return l.set.Digest(l.image(r)) }, nil
	}
	s.digests.once.Do(func() { s.digests.classes, s.digests.err = hashImages(s.layer) })
	if s.digests.err != nil {
		return nil, s.digests.err
	}
	return func(r Ref) ([digestSize]byte, error) { return s.digests.classes[r.Class][r.Sample], nil }, nil
}

// hashImages makes all images of a source.
func hashImages(l layer) ([][][digestSize]byte, error) {
	list := l.classes()
	all, failures := make([][][digestSize]byte, len(list)), make([]error, len(list))
	parallel.Each(len(list), func(i int) { all[i], failures[i] = hashClass(l, i, list[i].count) })
	for _, err := range failures {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func hashClass(l layer, class, count int) ([][digestSize]byte, error) {
	paint, err := l.painter()
	if err != nil {
		return nil, err
	}
	image, digests := make([]uint8, pixels(l)), make([][digestSize]byte, count)
	for s := range digests {
		if err := paint(image, Ref{class, s}); err != nil {
			return nil, err
		}
		digests[s] = prepared.Digest(image)
	}
	return digests, nil
}
