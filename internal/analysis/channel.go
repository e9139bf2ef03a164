package analysis

import "github.com/folkmoot/folkmoot/internal/intake"

// Channel is how a response was received.
type Channel = intake.Channel
