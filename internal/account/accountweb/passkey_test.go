package accountweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPasskeyAndProviderPages(t *testing.T) {
	pagetest.Golden(t, "passkey", passkeyPage)
	pagetest.Golden(t, "passkeys", passkeysPage)
	pagetest.Golden(t, "provider", providerPage)
}
