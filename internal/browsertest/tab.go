package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is one tab of the browser, with the ears of its console.
type Tab struct {
	t       *testing.T
	ctx     context.Context
	options TabOptions
	axe     string

	Close func() // before the test ends, where many are opened

	mu       sync.Mutex // of what the browser tells, from its own goroutine
	host     string     // the host of the page; nothing may be asked of another
	problems []string
}

// Visit opens the address and returns the status of the answer. It returns when
// the page has loaded.
func (b *Tab) Visit(address string) int {
	b.t.Helper()
	at, err := url.Parse(address)
	b.must(err)
	b.mu.Lock()
	b.host, b.problems = at.Host, nil
	b.mu.Unlock()
	b.resize(b.options.Width, 800)
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(address))
	if err != nil {
		b.t.Fatalf("open %s: %v", address, err)
	}
	return int(answer.Status)
}

// Problems returns what the browser complained of since Visit: errors in the
// console, breaches of the content security policy, scripts that failed, and
// anything asked of another host than that of the page.
func (b *Tab) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.problems...)
}

func (b *Tab) onEvent(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		to, err := url.Parse(e.Request.URL)
		if err != nil || (to.Scheme != "data" && to.Scheme != "blob" && to.Host != b.host) {
			b.addProblem("asks another host: %s", e.Request.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !b.options.AllowConsoleErrors {
			b.addProblem("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.addProblem("script: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			var said []string
			for _, arg := range e.Args {
				said = append(said, string(arg.Value)+arg.Description)
			}
			b.addProblem("console.%s: %s", e.Type, strings.Join(said, " "))
		}
	}
}

func (b *Tab) addProblem(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// Overflow names what makes a reader scroll sideways, widest first, or nothing.
// A part with a scroll bar of its own, such as a wide table, is allowed.
func (b *Tab) Overflow() []string {
	b.t.Helper()
	return evaluate[[]string](b, fmt.Sprintf(`(() => {
		const width = %d, root = document.documentElement, over = [];
		const extra = root.scrollWidth - width;
		if (extra <= 0) return [];
		for (const e of document.body.querySelectorAll('*')) {
			const box = e.getBoundingClientRect();
			const beyond = Math.max(box.right - width, -box.left);
			if (beyond > 0.5 && box.width > 0) over.push([beyond, e]);
		}
		over.sort((a, b) => b[0] - a[0]);
		return [root.scrollWidth + ' pixels wide'].concat(over.slice(0, 3).map(([by, e]) =>
			Math.round(by) + ' pixels too far: ' + e.outerHTML.slice(0, 120)));
	})()`, b.options.Width))
}

// HiddenControls names the headings, links and controls of the page that cannot
// be seen: what is here with a size of nothing, and neither waits in a closed
// details element nor is what no browser does without script: to use a passkey.
func (b *Tab) HiddenControls() []string {
	b.t.Helper()
	return evaluate[[]string](b, `Array.from(document.querySelectorAll(
			'h1, h2, main a[href], main button, main input:not([type=hidden]), main select, main textarea'))
		.filter(e => !e.closest('details:not([open]), [data-passkey-with]') && (e.getClientRects().length === 0 ||
			getComputedStyle(e).visibility === 'hidden'))
		.map(e => e.outerHTML.slice(0, 160))`)
}

// Evaluate returns what the browser makes of a JavaScript expression that is a
// string, for what no other method tells.
func (b *Tab) Evaluate(expression string) string {
	b.t.Helper()
	return evaluate[string](b, expression)
}

var nonSlugChars = regexp.MustCompile(`[^a-z0-9-]+`)

// Screenshot keeps a picture of the whole page as NAME-WIDTH.png, where
// FOLKMOOT_TEST_SHOTS says; without it, it does nothing.
func (b *Tab) Screenshot(name string) {
	b.t.Helper()
	dir, err := screenshotDir()
	b.must(err)
	if dir == "" {
		return
	}
	// The window becomes as high as the page. A picture "beyond the window"
	// would be cropped where the text runs from right to left.
	height := evaluate[int](b, `Math.ceil(Math.max(document.documentElement.scrollHeight, 320))`)
	b.resize(b.options.Width, min(height, 12000))
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	picture, err := chromedp.Call(
		ctx,
		page.CaptureScreenshot,
		page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: new(true)},
	)
	b.must(err)
	name = strings.Trim(nonSlugChars.ReplaceAllString(strings.ToLower(name), "-"), "-")
	b.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, b.options.Width)), picture.Data, 0o644))
}

// resize makes the window that large. A narrow one is a telephone, on which a
// page that forgets to say its width would be laid out for a desk.
func (b *Tab) resize(width, height int) {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(width), Height: int64(height), DeviceScaleFactor: 1, Mobile: width < 600,
		})
		return err
	})
}

func (b *Tab) call(fn func(ctx context.Context) error) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	b.must(fn(ctx))
}

func (b *Tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func evaluate[T any](b *Tab, expression string, opts ...chromedp.EvaluateOption) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, opts...))
	b.must(err)
	return v
}
