package browsertest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a tab of the browser. It collects errors and warnings of the page.
type Tab struct {
	t       *testing.T
	ctx     context.Context
	cancel  context.CancelFunc
	browser *Browser
	options TabOptions
	open    bool // it belongs to t
	devices bool // it has a passkey device, which stays with it

	mu       sync.Mutex // guards problems, which chromedp adds to from its own goroutine
	host     string     // the host of the page; requests to others are problems
	problems []string
}

// Close closes the tab before the test ends, for tests that open many.
func (b *Tab) Close() {
	if !b.open {
		return
	}
	b.open = false
	if b.devices || b.t.Failed() {
		b.cancel()
		return
	}
	b.browser.mu.Lock()
	defer b.browser.mu.Unlock()
	b.browser.idle = append(b.browser.idle, b)
}

// configure sets the window and the preferences of the user.
func (b *Tab) configure(options TabOptions) {
	b.t.Helper()
	b.options = options
	b.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: options.NoScript}); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, emulation.SetTouchEmulationEnabled,
			emulation.SetTouchEmulationEnabledParams{Enabled: options.Touch}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, options.emulatedMedia())
		return err
	})
	b.resize(options.Width, 800)
}

// Visit opens the URL, waits until the page has loaded, and returns the status of the response.
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
	response, err := chromedp.Run(ctx, chromedp.NavigateResponse(address))
	if err != nil {
		b.t.Fatalf("open %s: %v", address, err)
	}
	if response == nil {
		b.t.Fatalf("open %s: it leads to a place on the page that is open, so nothing was loaded", address)
	}
	return int(response.Status)
}

// UseCookies gives the tab, and all others of its browser, the cookies of a visitor.
func (b *Tab) UseCookies(v *Visitor) {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		for _, c := range v.Cookies() {
			if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
				Name: c.Name, Value: c.Value, URL: v.URL.Scheme + "://" + v.URL.Host, HTTPOnly: new(true),
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Press clicks the link or button whose text begins with words and waits for the page that it leads to.
func (b *Tab) Press(words string) {
	b.t.Helper()
	const find = `Array.from(document.querySelectorAll("a[href], button")).find(e => e.textContent.trim().startsWith(%q))`
	if b.Evaluate(fmt.Sprintf(`String(!!`+find+`)`, words)) != "true" {
		b.t.Fatalf("there is no link or button %q in: %s", words, b.Text())
	}
	b.leave(fmt.Sprintf(find+`.click()`, words))
}

// Back goes back in the history and waits for the page. A page that was the answer to a form is not sent again.
func (b *Tab) Back() {
	b.t.Helper()
	b.leave(`history.back()`)
}

// leave runs a script that leaves the page, and waits for the next page.
func (b *Tab) leave(script string) {
	b.t.Helper()
	run := func(expression string) (bool, error) {
		ctx, cancel := context.WithTimeout(b.ctx, timeout)
		defer cancel()
		return chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
	}
	mark := rand.Text() // a page that the browser has kept may have the mark of an earlier time
	_, err := run(fmt.Sprintf(`(window.left = %q, true)`, mark))
	b.must(err)
	_, _ = run(`(` + script + `, true)`) // an error: the page was left before there was a result
	deadline := time.Now().Add(timeout)
	for time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
		arrived, err := run(fmt.Sprintf(`window.left !== %q && document.readyState === "complete"`, mark))
		if err == nil && arrived { // an error: between two pages
			return
		}
	}
	b.t.Fatal("the page was not left")
}

// Text returns the text of the page that the user sees.
func (b *Tab) Text() string {
	b.t.Helper()
	return b.Evaluate(`document.body.innerText`)
}

// Address returns the URL of the page.
func (b *Tab) Address() string {
	b.t.Helper()
	return b.Evaluate(`location.href`)
}

// Problems returns the problems since Visit: errors in the console, violations of the content security policy, failed
// scripts, and requests to other hosts.
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
			b.addProblem("requests from another host: %s", e.Request.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !b.options.AllowConsoleErrors {
			b.addProblem("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.addProblem("script: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			var texts []string
			for _, arg := range e.Args {
				texts = append(texts, string(arg.Value)+arg.Description)
			}
			b.addProblem("console.%s: %s", e.Type, strings.Join(texts, " "))
		}
	}
}

func (b *Tab) addProblem(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// Overflow returns the elements that make the page scroll horizontally, widest first. Elements with a scroll bar of
// their own, such as wide tables, are allowed.
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
			Math.round(by) + ' pixels too wide: ' + e.outerHTML.slice(0, 120)));
	})()`, b.options.Width))
}

// HiddenControls returns the headings, links and controls that are invisible because they have no size, except those
// in closed details elements, buttons that need scripts, such as for passkeys, and images to click on that are there
// once for each width of the window.
func (b *Tab) HiddenControls() []string {
	b.t.Helper()
	return evaluate[[]string](b, `Array.from(document.querySelectorAll(
			'h1, h2, main a[href], main button, main input:not([type=hidden]), main select, main textarea'))
		.filter(e => !e.closest('details:not([open]), [data-passkey-with]') && (e.getClientRects().length === 0 ||
			getComputedStyle(e).visibility === 'hidden'))
		.filter(e => e.type !== 'image' || !Array.from(e.parentElement.querySelectorAll('input[type=image]'))
			.some(other => other.alt === e.alt && other.getClientRects().length > 0))
		.map(e => e.outerHTML.slice(0, 160))`)
}

// tooWideInputs returns the fields for a number of characters that are much wider, such as the parts of a date that fill a line.
func (b *Tab) tooWideInputs() []string {
	b.t.Helper()
	return evaluate[[]string](b, `Array.from(document.querySelectorAll('[class*="govuk-input--width-"]'))
		.filter(e => e.offsetWidth > (Number(e.className.match(/govuk-input--width-(\d+)/)[1]) + 4) * parseFloat(getComputedStyle(e).fontSize))
		.map(e => e.offsetWidth + ' pixels: ' + e.outerHTML.slice(0, 160))`)
}

// Evaluate returns the value of a JavaScript expression that is a string.
func (b *Tab) Evaluate(expression string) string {
	b.t.Helper()
	return evaluate[string](b, expression)
}

var nonSlugChars = regexp.MustCompile(`[^a-z0-9-]+`)

// Screenshot saves a screenshot of the whole page as NAME-WIDTH.png in FOLKMOOT_TEST_SHOTS. It does nothing if that is
// not set.
func (b *Tab) Screenshot(name string) {
	b.t.Helper()
	dir, err := screenshotDir()
	b.must(err)
	if dir == "" {
		return
	}
	b.WaitFor("document.documentElement") // the last page can still be leaving
	// The window is made as high as the page. A screenshot beyond the window would be cropped where text runs from
	// right to left.
	height := evaluate[int](b, `Math.ceil(Math.max(document.documentElement.scrollHeight, 320))`)
	b.resize(b.options.Width, min(height, 12000))
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	screenshot, err := chromedp.Call(
		ctx,
		page.CaptureScreenshot,
		page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, OptimizeForSpeed: new(true)},
	)
	b.must(err)
	name = strings.Trim(nonSlugChars.ReplaceAllString(strings.ToLower(name), "-"), "-")
	b.must(os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, b.options.Width)), screenshot.Data, 0o644))
}

// resize sets the size of the window. A narrow window emulates a phone, where a page without a viewport meta tag would
// be laid out for a wide screen.
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
