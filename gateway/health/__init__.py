"""The page for machines that watch over this one: is it alive, is it ready, and figures for Prometheus."""
