package pool

// withSources is a layer that knows who or what made its images.
type withSources interface{ imageSource(r Ref) string }

// Source is who or what made an image: the photographer, the session, the camera, the font face. It is the third level
// below superclass and class, by which [split.BySource] draws. It is "" where that is not known, and for what is not in
// the pool.
func (p Pool) Source(r Ref) string {
	if p.checkRefs([]Ref{r}) != nil {
		return ""
	}
	if l, ok := p.state.source.layer.(withSources); ok {
		return l.imageSource(p.state.layer.origin(r))
	}
	return ""
}

func (l *memory) imageSource(r Ref) string {
	if l.content.Sources == nil {
		return ""
	}
	return l.content.Sources[l.images[r.Class][r.Sample]]
}

func (l *preparedLayer) imageSource(r Ref) string {
	maker, _ := l.set.Maker(l.image(r)) // damage is found where the set is checked
	return maker
}

func (l *drawnLayer) imageSource(r Ref) string {
	if sources := l.drawn.Classes[r.Class].Sources; sources != nil {
		return sources[r.Sample]
	}
	return ""
}
