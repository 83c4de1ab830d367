"""Sources of replies: API models, local models, and scripted or simulated ones."""
