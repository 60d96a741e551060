package show

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"slices"
	"time"

	"github.com/janpfeifer/gonb/gonbui"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/cell/controls"
	"tradeoff/kernel/internal/cell/protocol"
)

// attachTime is the most that a front end may take to draw the controls. One that cannot, such as a console, shows the
// figure at the starts of its controls.
const attachTime = 10 * time.Second

// Interact shows a figure below controls, and draws it anew in place whenever one is moved: by draw, in this cell, for
// whatever must be computed. (Where all figures can be made beforehand, figure.Slider needs no kernel.) While draw
// computes, only the newest position of the controls is kept, so that it never falls behind. What it returns as an
// error is shown in place of the figure, and the controls go on. The axes of the figure cover what they have shown
// before, so that what moves is the data; give an axis its ends (figure.LineAxis) to choose them.
//
// It ends when the reader presses Done, when the cell is interrupted (ctx must be that of [Context]), or when another
// cell is run: then the controls become a line of text that says where they stood, the figure gets its static picture,
// and Interact returns nil.
//
// It does not wait where nobody can move anything: in a notebook that is executed (kernel run, nbconvert and papermill:
// whoever does not allow a cell to ask on its standard input), when other cells are queued behind, in a front end
// without the JupyterLab extension, under a plain gonb, or outside a notebook. There draw is called once, for the
// starts of the controls, and its error is returned. (So kernel verify finds other numbers in a notebook that was saved
// with its controls elsewhere: give that cell the tag "volatile".)
//
// The error wraps diversity.ErrInvalid for controls that are none, that have the same name, or that are not valid by
// themselves.
func Interact(ctx context.Context, list []Control, draw func(Values) (figure.Figure, error)) error {
	return here().interact(ctx, list, draw)
}

func (s screen) interact(ctx context.Context, list []Control, draw func(Values) (figure.Figure, error)) error {
	v, err := valuesOf(list)
	if err != nil {
		return fmt.Errorf("show.Interact: %w", err)
	}
	i := &interaction{
		screen: s, draw: draw, values: v, channel: gonbui.UniqueId(), controlsID: gonbui.UniqueId(),
		figureID: gonbui.UniqueId(), attach: attachTime,
	}
	link, err := s.link(i.channel)
	if err != nil {
		return i.once()
	}
	defer link.Close()
	i.follow(ctx, link.Mailbox())
	return nil
}

// link connects to whoever moves the controls.
func (s screen) link(channel string) (*controls.Link, error) {
	socket := os.Getenv(protocol.ControlsVariable)
	if !s.notebook || socket == "" {
		return nil, controls.ErrAlone
	}
	return controls.Dial(socket, channel)
}

// interaction is controls with a figure below.
type interaction struct {
	screen               screen
	draw                 func(Values) (figure.Figure, error)
	values               Values
	channel              string
	controlsID, figureID string        // of the displays
	attach               time.Duration // that a front end may take
	seen                 figure.Figure // the last one, whose axes cover all before
}

// once shows the figure at the starts of the controls.
func (i *interaction) once() error {
	f, err := i.compute()
	if err != nil {
		return err
	}
	i.screen.show(i.line())
	i.screen.figure(f)
	return nil
}

// compute draws the figure of the present values, which must not ask for others.
func (i *interaction) compute() (figure.Figure, error) {
	f, err := i.draw(i.values)
	if wrong := *i.values.wrong; wrong != nil {
		return figure.Figure{}, fmt.Errorf("show.Interact: %w", wrong)
	}
	return f, err
}

// follow keeps the figure up to date until there is a reason to end.
func (i *interaction) follow(ctx context.Context, box *controls.Mailbox) {
	i.update(i.controlsID, i.panel())
	f, err := i.redraw()
	for attached := time.After(i.attach); ; attached = nil {
		m, ok := wait(ctx, box, attached)
		if !ok {
			break
		}
		if v, ok := i.values.moved(m.At); ok && !slices.Equal(v.at, i.values.at) {
			i.values = v
			f, err = i.redraw()
		}
		if m.Done {
			break
		}
	}
	i.update(i.controlsID, i.line())
	i.show(f, err, true)
}

// wait returns the next message; ok is false when there will be none.
func wait(ctx context.Context, box *controls.Mailbox, attached <-chan time.Time) (m protocol.PanelMessage, ok bool) {
	for {
		select {
		case <-ctx.Done():
			return m, false
		case <-attached:
			return m, false
		case <-box.Filled():
			if m, ok = box.Take(); ok {
				return m, true
			}
		}
	}
}

func (i *interaction) redraw() (figure.Figure, error) {
	f, err := i.compute()
	if err == nil {
		f = f.Widened(i.seen)
		i.seen = f
	}
	i.show(f, err, false)
	return f, err
}

// show displays the figure, or what is wrong in its place.
func (i *interaction) show(f figure.Figure, err error, static bool) {
	var forms bundle
	if err == nil {
		forms, err = i.screen.forms(f, static)
	}
	if err != nil {
		forms = problem(err)
	}
	i.update(i.figureID, forms)
}

func (i *interaction) update(id string, forms bundle) {
	i.screen.send(forms.message(id))
}

// panel are the controls, and the line for whoever does not draw them.
func (i *interaction) panel() bundle {
	// strings and numbers always encode
	text, _ := json.Marshal(protocol.Panel{Channel: i.channel, Controls: i.values.panels})
	forms := i.line()
	forms[protocol.Controls] = string(text)
	return forms
}

// line says where the controls stand.
func (i *interaction) line() bundle {
	return bundle{
		protocol.HTML:  `<div style="font-size:90%;padding:4px 14px">` + html.EscapeString(i.values.String()) + "</div>",
		protocol.Plain: i.values.String(),
	}
}

func problem(err error) bundle {
	return bundle{
		protocol.HTML:  `<div role="alert" style="color:#D55E00;padding:8px 14px;white-space:pre-wrap">` + html.EscapeString(err.Error()) + "</div>",
		protocol.Plain: err.Error(),
	}
}
