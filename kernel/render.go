package main

import (
	"context"

	"tradeoff/kernel/internal/drawing"
	"tradeoff/kernel/internal/render"
)

func renderCommand() command {
	return command{
		name: "render", summary: "draw the static copies of a figure (for the display of cells)",
		text: `
Reads an ECharts option as JSON from standard input and writes its static copies to standard output as JSON: members svg (text) and png (base64;
missing if the fonts lack a letter). Gives up after 10 seconds.`,
		run: func(ctx context.Context, std streams, c command, args []string) error {
			if err := noArguments(c.flags(std), args); err != nil {
				return err
			}
			ctx, cancel := context.WithTimeoutCause(ctx, drawing.Patience, drawing.ErrPatience)
			defer cancel()
			return render.Serve(ctx, std.in, std.out)
		},
	}
}
