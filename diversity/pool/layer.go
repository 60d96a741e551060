package pool

// class describes one class of a layer. Sample s shows original s % originals.
type class struct {
	id, base, group  string
	count, originals int
	members          []string // base of each class whose images a relabelled class has
	words            string   // for people; "" if none
}

// painter writes image r, [H, W, C], into dst. It has scratch memory of its own: one goroutine may use it at a time.
// An error is that of a disk.
type painter func(dst []uint8, r Ref) error

// layer is a source of images, or a step on top of another layer.
type layer interface {
	classes() []class
	shape() (height, width, channels int)
	painter() (painter, error)
	origin(r Ref) Ref // the image of the source, below all steps, that an original shows
}

func pixels(l layer) int {
	height, width, channels := l.shape()
	return height * width * channels
}
