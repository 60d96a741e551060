package show

import (
	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// Figure displays a figure. In a cell that is its ECharts option (drawn interactively in JupyterLab), what a click on
// a point of it shows (see figure.Figure.WithRuns), its static copies as SVG and PNG, and a text with its numbers. If
// the copies could not be drawn, or not within 30 seconds, the text says why; if only the PNG could not, because its
// fonts lack a letter, it is left out. Elsewhere it writes the text.
func Figure(f figure.Figure) { here().figure(f) }

func (s screen) figure(f figure.Figure) {
	forms, err := s.forms(f, true)
	if err != nil {
		s.complain("Figure", err)
		return
	}
	s.show(forms)
}

// forms are the forms of a figure; the static ones take a while to draw.
func (s screen) forms(f figure.Figure, static bool) (bundle, error) {
	option, err := f.Option()
	if err != nil {
		return nil, err
	}
	forms := bundle{protocol.Plain: f.Text()}
	if !s.notebook {
		return forms, nil
	}
	forms[protocol.Figure] = string(option)
	if !static {
		return forms, nil
	}
	if runs, err := f.Runs(); err != nil {
		return nil, err
	} else if runs != nil {
		forms[protocol.Runs] = string(runs)
	}
	pictures, err := s.draw(option)
	if err != nil {
		forms[protocol.Plain] = drawing.WithoutPicture(f.Text(), err)
		return forms, nil
	}
	forms[protocol.SVG] = pictures.SVG
	if pictures.PNG != nil {
		forms[protocol.PNG] = pictures.PNG
	}
	return forms, nil
}
