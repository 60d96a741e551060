package proxy

import (
	"fmt"
	"strings"
	"time"
	"tradeoff/kernel/internal/jupyter/wire"
	"unicode/utf8"
)

// Limits are the times after which gonb is taken for broken and started anew.
type Limits struct {
	// in which it has to answer a question about code; 0 for a minute. It gives up by itself earlier
	Question time.Duration
	// that an interrupted cell has to end; 0 for half a minute. gonb kills the cell itself after five seconds
	Interrupt time.Duration
}

func (l Limits) question() time.Duration { return orElse(l.Question, time.Minute) }

func (l Limits) interrupt() time.Duration { return orElse(l.Interrupt, 30*time.Second) }

func orElse(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

// mostInquiries may wait for an answer. Who types fast asks more, and wants to know the last only.
const mostInquiries = 8

// inquiry is a question to gonb, which answers them one after the other.
type inquiry struct {
	message *wire.Message
	channel string
}

// inquire has a question answered once those before it are.
func (k *kernel) inquire(channel string, m *wire.Message) {
	k.inquiries = append(k.inquiries, inquiry{m, channel})
	if len(k.inquiries) == 1 {
		k.sendInquiry()
		return
	}
	for i := 1; len(k.inquiries) > mostInquiries && i < len(k.inquiries); i++ {
		if r := k.pending[k.inquiries[i].message.Header.ID]; r != nil {
			k.inquiries = append(k.inquiries[:i], k.inquiries[i+1:]...)
			delete(k.pending, r.Header.ID)
			k.answer(r, r.nothing())
			k.settle(r)
			return
		}
	}
}

// sendInquiry asks the first question. Where there is no answer in time there will be none to any other.
func (k *kernel) sendInquiry() {
	q, e, limit := k.inquiries[0], k.engine, k.o.Limits.question()
	e.send(q.channel, q.message)
	time.AfterFunc(limit, func() {
		k.post(func() {
			if k.engine == e && len(k.inquiries) > 0 && k.inquiries[0] == q {
				k.giveUp(fmt.Sprintf("did not answer a question about code within %v", limit))
			}
		})
	})
}

// answered goes on to the next question, if that is what gonb has answered.
func (k *kernel) answered(id string) {
	if len(k.inquiries) == 0 || k.inquiries[0].message.Header.ID != id {
		return
	}
	k.inquiries = k.inquiries[1:]
	if len(k.inquiries) > 0 {
		k.sendInquiry()
	}
}

// giveUp ends gonb for a reason; its exit has it started anew.
func (k *kernel) giveUp(why string) {
	k.o.Log("gonb %s: it is started anew", why)
	k.gaveUp = why
	_ = k.engine.cmd.Process.Kill()
}

// isBlank tells a question about no code, which front ends ask when the cursor enters an empty cell.
func (r *request) isBlank() bool { return strings.TrimSpace(r.text("code")) == "" }

// cursor is the place that a question is about, in code points, held to the code.
func (r *request) cursor() int {
	return min(max(0, r.whole("cursor_pos")), utf8.RuneCountInString(r.text("code")))
}

// nothing answers a question to which there is no answer.
func (r *request) nothing() map[string]any {
	content := map[string]any{"status": "ok", "metadata": struct{}{}}
	if r.Header.Type == "inspect_request" {
		content["found"], content["data"] = false, struct{}{}
		return content
	}
	content["matches"], content["cursor_start"], content["cursor_end"] = []string{}, r.cursor(), r.cursor()
	return content
}

// onInputReply gives the running cell what the user typed.
func (k *kernel) onInputReply(r *request) {
	if k.running == nil || k.engine == nil || !k.running.waits {
		return // the cell that asked has ended meanwhile
	}
	k.running.waits = false
	k.engine.send(stdinChannel, r.with(map[string]string{"value": r.text("value")}, k.o.Log))
}

// onInputRequest passes a question of the running cell to who runs it.
func (k *kernel) onInputRequest(m *wire.Message) {
	x := k.running
	if x == nil || m.Parent.ID != x.Header.ID || !x.flag("allow_stdin", false) {
		return
	}
	out, err := wire.New(m.Header.Type, k.session, x.Message, m.Content)
	if err != nil {
		k.o.Log("%s: %v", m.Header.Type, err)
		return
	}
	out.IDs = x.IDs
	x.waits = true
	k.send(stdinChannel, out)
}
