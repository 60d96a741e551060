package resize

// Crop tells to what size an image is stretched, and which part is kept, so that a height x width window is filled
// without distortion: the short side becomes that of the window and the middle is cut out. Rounded as torchvision's
// Resize (the long side down) and CenterCrop (halves to the even number) do.
func Crop(srcHeight, srcWidth, height, width int) (fullHeight, fullWidth int, part Window) {
	fullHeight, fullWidth = height, width
	sh, sw, h, w := int64(srcHeight), int64(srcWidth), int64(height), int64(width)
	if w*sh >= h*sw {
		fullHeight = int(sh * w / sw)
	} else {
		fullWidth = int(sw * h / sh)
	}
	top, left := halfEven(int64(fullHeight-height), 2), halfEven(int64(fullWidth-width), 2)
	return fullHeight, fullWidth, Window{top, left, height, width}
}

// Pad tells to what size an image is stretched, without distortion, and where it lies within height x width: the long
// side fills it. Rounded as Pillow's ImageOps.pad does, halves to the even number.
func Pad(srcHeight, srcWidth, height, width int) Window {
	w := Window{Height: height, Width: width}
	sh, sw := int64(srcHeight), int64(srcWidth)
	if sw*int64(height) > int64(width)*sh {
		w.Height = max(1, halfEven(sh*int64(width), sw))
	} else {
		w.Width = max(1, halfEven(sw*int64(height), sh))
	}
	w.Top, w.Left = halfEven(int64(height-w.Height), 2), halfEven(int64(width-w.Width), 2)
	return w
}

// halfEven is a/b rounded to the nearest integer, halves to the even one; neither is negative.
func halfEven(a, b int64) int {
	q, rest := a/b, 2*(a%b)
	if rest > b || rest == b && q%2 == 1 {
		q++
	}
	return int(q)
}
