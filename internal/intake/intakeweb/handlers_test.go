package intakeweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "questions", questionsPage)
	pagetest.Golden(t, "repetitions", repetitionsPage)
	pagetest.Golden(t, "start", startPage)
	pagetest.Golden(t, "check", checkPage)
	pagetest.Golden(t, "receipt", receiptPage)
	pagetest.Golden(t, "sent", sentPage)
	pagetest.Golden(t, "continue", continuePage)
	pagetest.Golden(t, "later", laterPage)
	pagetest.Golden(t, "cleared", clearedPage)
	pagetest.Golden(t, "withdraw", withdrawPage)
}
