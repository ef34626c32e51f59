"""Parts of `work.reconcile`: our side, customs' side, how they meet, and what explains a difference."""
