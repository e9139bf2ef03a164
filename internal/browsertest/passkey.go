package browsertest

import (
	"context"
	"strconv"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// AddPasskeyDevice adds a virtual authenticator to the tab, which stores passkeys and always verifies the user.
func (b *Tab) AddPasskeyDevice() {
	b.t.Helper()
	b.devices = true
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

// Click presses the first button or link with these words, and returns when the JavaScript expression condition is true.
// The page may change in between.
func (b *Tab) Click(words, condition string) {
	b.t.Helper()
	pressed := evaluate[bool](b, `(() => {
		const all = [...document.querySelectorAll("main button, main a, .fm-staff button")]
		const one = all.find(e => e.textContent.includes(`+strconv.Quote(words)+`) && e.getClientRects().length > 0)
		one?.click()
		return Boolean(one)
	})()`)
	if !pressed {
		b.t.Fatalf("no visible button or link says %q: %s", words, evaluate[string](b, "document.querySelector('main').innerText"))
	}
	b.WaitFor(condition)
}

// WaitFor returns when the JavaScript expression condition is true, on whichever page that is.
func (b *Tab) WaitFor(condition string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, timeout)
	defer cancel()
	for ctx.Err() == nil {
		// During navigation, the evaluation can fail.
		if ok, err := chromedp.Run(
			ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && Boolean("+condition+")"),
		); err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
	b.t.Fatalf(
		"%s did not become true at %s: %s",
		condition,
		evaluate[string](b, "location.href"),
		evaluate[string](b, "document.querySelector('main').innerText"),
	)
}
