package pool

import (
	"fmt"

	"tradeoff/diversity"
)

// Images returns the images named by refs, [M, H, W, C] with values 0..255. They are made now: unpacked, distorted and
// turned. It is an error wrapping [diversity.ErrInvalid] if a ref is not in the pool.
func (p Pool) Images(refs []Ref) ([]uint8, error) {
	if err := p.checkRefs(refs); err != nil {
		return nil, err
	}
	paint, err := p.state.layer.painter()
	if err != nil {
		return nil, err
	}
	size := pixels(p.state.layer)
	images := make([]uint8, len(refs)*size)
	for i, r := range refs {
		if err := paint(images[i*size:(i+1)*size], r); err != nil {
			return nil, fmt.Errorf("pool: image %d of class %s: %w", r.Sample, p.ClassID(r.Class), err)
		}
	}
	return images, nil
}

func (p Pool) checkRefs(refs []Ref) error {
	if err := p.Validate(); err != nil {
		return err
	}
	for i, r := range refs {
		if r.Class < 0 || r.Class >= p.Classes() {
			return diversity.Invalid(fmt.Sprintf("refs[%d].Class", i), r.Class, fmt.Sprintf("0..%d", p.Classes()-1))
		}
		if r.Sample < 0 || r.Sample >= p.Count(r.Class) {
			return diversity.Invalid(fmt.Sprintf("refs[%d].Sample of class %s", i, p.ClassID(r.Class)), r.Sample,
				fmt.Sprintf("0..%d", p.Count(r.Class)-1))
		}
	}
	return nil
}
