package browsertest

import (
	"context"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// AddPasskeyDevice gives the tab a device that keeps passkeys, and whose owner is there
// and shows a finger whenever they are asked.
func (b *Tab) AddPasskeyDevice() {
	b.t.Helper()
	b.call(func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(
			ctx,
			webauthn.AddVirtualAuthenticator,
			webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransport("internal"),
				HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
			}},
		)
		return err
	})
}

// Click presses the first button or link of the page that has these words, and
// returns when the page has what the JavaScript expression there asks for. The
// page may become another meanwhile.
func (b *Tab) Click(words, there string) {
	b.t.Helper()
	pressed := evaluate[bool](b, `(() => {
		const all = [...document.querySelectorAll("main button, main a, .fm-staff button")]
		const one = all.find(e => e.textContent.includes(`+strconv.Quote(words)+`) && e.getClientRects().length > 0)
		one?.click()
		return Boolean(one)
	})()`)
	if !pressed {
		b.t.Fatalf("nothing on the page can be seen that says %q: %s", words, evaluate[string](b, "document.querySelector('main').innerText"))
	}
	b.WaitFor(there)
}

// WaitFor returns when the JavaScript expression is true on the page, whichever
// page that is by then.
func (b *Tab) WaitFor(there string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		// While one page gives way to another there is nobody to ask.
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && Boolean("+there+")")); err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	b.t.Fatalf(
		"%s did not come about at %s: %s",
		there,
		evaluate[string](b, "location.href"),
		evaluate[string](b, "document.querySelector('main').innerText"),
	)
}
