package show

import (
	"fmt"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/echarts"
)

// Figure displays a figure. In a cell that is its ECharts option (drawn interactively in JupyterLab), an SVG picture and
// a text with its numbers; if the picture could not be drawn the text says why. Elsewhere it writes the text.
func Figure(f figure.Figure) { here().figure(f) }

func (s screen) figure(f figure.Figure) {
	option, err := f.Option()
	if err != nil {
		s.complain("Figure", err)
		return
	}
	forms := bundle{protocol.MIMETextPlain: f.Text()}
	if s.notebook {
		forms[echarts.MIME] = string(option)
		picture, err := s.draw(option)
		if err != nil {
			forms[protocol.MIMETextPlain] = fmt.Sprintf("%s\n\n(no static picture: %v)", f.Text(), err)
		} else {
			forms[protocol.MIMEImageSVG] = picture
		}
	}
	s.show(forms)
}
