package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// Digest identifies what the pool holds: the hex SHA-256 of the digest of the source's content (class names,
// superclasses and images) and of the steps. It is the same on every machine and does not depend on where the files lie
// or how they were read. It is "" if the pool is not valid.
func (p Pool) Digest() string {
	if p.known() != nil {
		return ""
	}
	content, err := p.state.source.digest()
	if err != nil {
		return ""
	}
	steps, err := json.Marshal(p.state.steps)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "pool 1\ncontent %s\nsteps %s\n", content, steps))
	return hex.EncodeToString(sum[:])
}

// contentOfDigests begins the digest of content that is made of the digests of the images, instead of the images: it is
// known as soon as prepared images are opened. Digests without it are those of [contentDigest].
const contentOfDigests = "2:"

func onceDigest(l layer) func() (string, error) {
	return sync.OnceValues(func() (string, error) { return contentDigest(l) })
}

// contentDigest is the hex SHA-256 of the shape, the classes and all images in class order. Names are quoted in ASCII:
// what Go prints of other letters changes with its Unicode tables.
func contentDigest(l layer) (string, error) {
	paint, err := l.painter()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	height, width, channels := l.shape()
	fmt.Fprintf(hash, "content 1\n%d %d %d %d\n", len(l.classes()), height, width, channels)
	image := make([]uint8, pixels(l))
	for i, c := range l.classes() {
		fmt.Fprintf(hash, "%+q %+q %d\n", c.id, c.group, c.count)
		for s := range c.count {
			if err := paint(image, Ref{i, s}); err != nil {
				return "", err
			}
			hash.Write(image)
		}
		hashSources(hash, l, i, c.count)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// hashSources adds who made the images of a class, where that is known: draws may depend on it.
func hashSources(hash io.Writer, l layer, class, count int) {
	m, ok := l.(*memory)
	if !ok || m.content.Sources == nil {
		return
	}
	for s := range count {
		fmt.Fprintf(hash, "source %+q\n", m.imageSource(Ref{class, s}))
	}
}
