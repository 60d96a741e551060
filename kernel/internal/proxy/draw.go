package proxy

import (
	"context"
	"io"
	"net"

	"tradeoff/kernel/internal/drawing"
)

// serveDrawing draws figures for cells, which connect to a socket, until the engine has ended.
func (e *engine) serveDrawing(ctx context.Context, draw Draw) error {
	listener, err := net.Listen("unix", e.drawingSocket())
	if err != nil {
		return err
	}
	go func() {
		<-e.exited
		_ = listener.Close()
	}()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go drawFor(ctx, conn, draw)
		}
	}()
	return nil
}

// largestOption bounds what a cell may send, in bytes.
const largestOption = 64 << 20

func drawFor(ctx context.Context, conn net.Conn, draw Draw) {
	defer conn.Close()
	option, err := io.ReadAll(io.LimitReader(conn, largestOption))
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, drawTime)
	defer cancel()
	picture, err := draw(ctx, option)
	_ = drawing.Reply(conn, picture, err) // the cell may have ended
}
