package render

// Look is what a picture stands on, and whether it is drawn for a light or a dark surrounding.
type Look int

// The looks.
const (
	White       Look = iota
	Transparent      // dark lines and letters on whatever is behind
	Dark             // light lines and letters, on the ground of JupyterLab's dark theme
)

// ground is the colour behind the picture.
func (l Look) ground() string {
	switch l {
	case Transparent:
		return "transparent"
	case Dark:
		return "#111111"
	default:
		return "#ffffff"
	}
}

// ink is the colour of the caption.
func (l Look) ink() string {
	if l == Dark {
		return "#cccccc"
	}
	return "#444444"
}
