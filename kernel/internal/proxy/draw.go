package proxy

import (
	"context"
	"io"
	"net"

	"tradeoff/kernel/internal/cell/protocol/drawing"
)

// serveDrawing draws figures for cells, which connect to a socket, until the engine has ended.
func (e *engine) serveDrawing(ctx context.Context, draw Draw) error {
	listener, err := e.listen(e.drawingSocket())
	if err != nil {
		return err
	}
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

// patiently draws within the time that a cell waits for it.
func patiently(ctx context.Context, option []byte, draw Draw) (drawing.Pictures, error) {
	ctx, cancel := drawing.WithTimeout(ctx, drawing.Timeout)
	defer cancel()
	return draw(ctx, option)
}

func drawFor(ctx context.Context, conn net.Conn, draw Draw) {
	defer conn.Close()
	option, err := io.ReadAll(io.LimitReader(conn, drawing.MaxOption))
	if err != nil {
		return
	}
	pictures, err := patiently(ctx, option, draw)
	_ = drawing.WritePictures(conn, pictures, err) // the cell may have ended
}
